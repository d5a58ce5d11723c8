"""Counts in; scores, intervals, limits and tests out. Imports numpy, pandas, scipy and statsmodels, nothing else.

Every function is pure: arrays in (a single number is an array of one), a frozen dataclass of arrays out, in the
measure's own unit. What cannot be computed is *nothing*: a masked entry, ``None`` in ``.tolist()``, never NaN. What
should not have been asked raises :class:`~dashboard.stats.errors.StatisticsInputError`, which says what was found,
where, what was expected and what to do. Constants stand in :mod:`~dashboard.stats.constants`, each with its source.
"""
