"""What a statistic says when it is given something it cannot use: found, where, expected, what to do."""

from __future__ import annotations


class StatisticsInputError(ValueError):
    """The input of a statistic is wrong in itself (a negative count, weights that sum to 0, no controls …).

    An empty base is *not* an error: it gives nothing. The four parts stand in the order in which a person needs them.

    >>> print(StatisticsInputError("-3", "promoters", "counts of 0 or more", "check the query that counts answers"))
    found -3 in promoters; expected counts of 0 or more; check the query that counts answers
    """

    def __init__(self, found: str, where: str, expected: str, what_to_do: str) -> None:
        self.found = found
        self.where = where
        self.expected = expected
        self.what_to_do = what_to_do
        super().__init__(f"found {found} in {where}; expected {expected}; {what_to_do}")


class TooLittleDataError(StatisticsInputError):
    """There is data, and it is right, but too little of it for this method: the message says how much it needs."""
