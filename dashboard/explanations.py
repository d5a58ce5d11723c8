"""The frozen values that explain how numbers are made: methods, verdicts, constants, and the small simulations beside.

Imports nothing of the dashboard. What is explained here is the dashboard's own way of counting, never a bank's data.
"""

from __future__ import annotations

from dataclasses import dataclass

Names = tuple[str, str]
"""(Chinese, English)"""


@dataclass(frozen=True, slots=True)
class Constant:
    """A named number of the statistics as it stands in the code now."""

    name: str
    """As in the code: PSEUDO_PROMOTERS; with its module outside ``constants``: samples.TYPICAL_VARIANCE."""
    value: str
    meaning: Names
    """Chinese, and what the code itself says in English."""


@dataclass(frozen=True, slots=True)
class Described:
    """One public statistic in its docstring's own words."""

    path: str
    """Module and function: nps.estimate."""
    question: str
    """The docstring's first paragraph."""
    body: str
    """The rest of it, without source and example."""
    source: str
    """What follows "Source:", as it stands; empty where the docstring names none."""
    example: str


@dataclass(frozen=True, slots=True)
class Method:
    """One way of computing, for the reader with a minute, the colleague with five, and the analyst."""

    method: str
    group: str
    names: Names
    plain: Names
    """One sentence."""
    more: Names
    formulas: tuple[str, ...]
    """LaTeX, symbols only, alike in both languages."""
    symbols: Names
    assumptions: Names
    functions: tuple[Described, ...]
    constants: tuple[Constant, ...]
    measures: tuple[str, ...]
    """Ids of the measures whose numbers it takes part in."""
    is_used: bool
    """Whether any answer rests on it; if not, it is ready and waits for its page."""


@dataclass(frozen=True, slots=True)
class HowDecided:
    """When one word of the closed vocabulary is said."""

    family: str
    code: str
    how: Names


@dataclass(frozen=True, slots=True)
class Luck:
    """Branches that are all alike, drawn once, from the best score to the worst; points."""

    responses: int
    scores: tuple[float, ...]
    target: float
    limits: tuple[tuple[float, float], tuple[float, float]]
    """Lower and upper funnel limit at 95 % and at 99.8 %."""
    codes: tuple[str, ...]
    """The verdict on each branch, aligned with ``scores``."""
    usual_gap: float
    """Best minus worst on average over many draws."""
    draws: int

    @property
    def gap(self) -> float:
        """Best minus worst in this draw."""
        return self.scores[0] - self.scores[-1]


@dataclass(frozen=True, slots=True)
class Width:
    """The interval of one and the same score at growing numbers of answers; points."""

    responses: tuple[int, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]
    score: float
    chosen: int
    low: float
    high: float
    four_times: tuple[float, float]
    """The interval with four times as many answers."""
    margin: float
    needed: int
    """Answers until the score is known to ± ``margin`` points."""


@dataclass(frozen=True, slots=True)
class Alarms:
    """Months in which nothing happened, with plain limits and with ours; points, and shares in per cent."""

    scatter: float
    scores: tuple[float, ...]
    bases: tuple[int, ...]
    bases_between: tuple[int, int]
    centre: float
    plain: tuple[tuple[float, float], ...]
    """Lower and upper limit by month without allowance for scatter beyond chance."""
    laney: tuple[tuple[float, float], ...]
    plain_alarms: tuple[bool, ...]
    laney_alarms: tuple[bool, ...]
    series: int
    plain_pct: float
    """Of ``series`` such series, the share with at least one month outside."""
    laney_pct: float


@dataclass(frozen=True, slots=True)
class Waiting:
    """Ten suggestions, some still open, and the share adopted as different ways of counting tell it; per cent."""

    ages: tuple[float, ...]
    outcomes: tuple[str, ...]
    """open, adopted or declined, aligned with ``ages`` (days)."""
    days: tuple[float, ...]
    curve: tuple[float, ...]
    told_at: tuple[tuple[int, float], ...]
    """(age in days, share adopted by then)."""
    of_all: float
    of_decided: float
    declined_as_open: float
