"""Every constant of the statistics room, with its name, its unit and where it comes from; nothing is written twice."""

from __future__ import annotations

# Conventions shared by all methods
CONFIDENCE_LEVEL = 0.95
"""Share of intervals that should hold the truth; the usual convention."""
SIGNIFICANCE_LEVEL = 0.05
"""Tests of a difference and Benjamini–Hochberg families are made at 5 %."""
POWER = 0.80
"""Power that sample sizes and detectable changes are stated for; the usual convention."""
POINTS = 100.0
"""Scores are told in points and shares in per cent: a fraction times 100."""
PER_10K = 10_000.0
"""Complaint rates are told per 10,000 customers a month (the register's unit)."""

# Net promoter score
PSEUDO_PROMOTERS = 0.75
"""Adjusted Wald: ¾ promoter, 1½ passive and ¾ detractor are added before computing (Rocks 2016; MeasuringU)."""
PSEUDO_PASSIVES = 1.5
"""See PSEUDO_PROMOTERS."""
PSEUDO_DETRACTORS = 0.75
"""See PSEUDO_PROMOTERS."""
PSEUDO_RESPONSES = PSEUDO_PROMOTERS + PSEUDO_PASSIVES + PSEUDO_DETRACTORS
"""Answers added in all: 3."""
TANGO_STEPS = 80
"""Halvings of the bracket when the score interval is solved; 2^-80 of its width is below floating-point precision."""

# Shares and rates
PSEUDO_SUCCESSES_EACH = 1.0
"""Agresti–Caffo 2000: one success and one failure are added to each group before two shares are compared."""
BYAR_THIRD = 1.0 / 3.0
"""Byar's approximation to exact Poisson limits: x(1 − 1/(9x) − z/(3√x))³ (Breslow & Day 1987); the 3 under the z."""
BYAR_NINTH = 1.0 / 9.0
"""Byar's approximation: the 9 under the 1."""

# Marks of an assessment
MARKS_WIDEST = 10.0
"""Intervals are widened up to so many times; a total that even then does not reach what it is held against is apart."""
MARKS_STEPS = 60
"""Halvings when the widening is found at which a total reaches what it is held against; beyond the eye by far."""

# Control charts
MOVING_RANGE_D2 = 1.128
"""Mean of a moving range of two, in standard deviations (d2 for n = 2; Shewhart tables, NIST handbook 6.3.2.2)."""
MOVING_RANGE_D4 = 3.267
"""Upper limit of the moving range as a multiple of its mean (D4 for n = 2; NIST handbook 6.3.2.2)."""
CONTROL_SIGMAS = 3.0
"""Control limits stand three sigma from the centre (Shewhart)."""
MINIMUM_POINTS = 12
"""Points with a base that a chart needs before limits are drawn; 20 and more are better (convention)."""
LANEY_LEAST_SIGMA_Z = 1.0
"""σz under 1 (less spread than chance gives) is raised to 1 by default: limits are never narrower than chance."""
RUN_LENGTH = 7
"""Points on one side of the centre, or going up or down, that make a signal (NHSRplotthedots)."""
NEAR_LIMIT_SHARE = 2.0 / 3.0
"""A point is near a limit beyond two thirds of the way to it and inside (NHS Making Data Count, "2 of 3")."""
NEAR_LIMIT_WINDOW = 3
"""Two of three consecutive points near one limit, all three on its side of the centre."""
NEAR_LIMIT_COUNT = 2
"""See NEAR_LIMIT_WINDOW."""
FALSE_ALARM_ANY_RULE_PCT = {24: 15.6, 36: 26.0}
"""Chance in per cent that a chart of so many points without any change shows a signal by any rule (own simulation)."""
FALSE_ALARM_LIMITS_PCT = {24: 5.9}
"""The same by the three-sigma rule alone."""

# Units
FUNNEL_LEVELS = (0.95, 0.998)
"""Funnel limits at 95 % (z = 1.96) and 99.8 % (z = 3.09) (Spiegelhalter 2005)."""
WINSOR_TAIL = 0.10
"""Scores beyond the 10 % and 90 % quantiles are pulled in before over-dispersion is judged (Spiegelhalter 2005)."""
COMPARABLE_FROM = 30
"""Answers a unit needs before it is compared at all; below it is "too few" (the base rule)."""
RANK_DRAWS = 10_000
"""Draws from the shrunken scores behind a rank interval."""
RANK_LEVEL = 0.90
"""Rank intervals hold the middle 90 % of the draws."""
BOTTOM_SHARE = 0.10
"""The bottom tenth."""
WORST_FROM = 0.90
"""A unit is only called one of the worst if its chance to be in the bottom tenth reaches this."""
LUCK_DRAWS = 500
"""Banks of identical units drawn to tell how far luck alone spreads them; the mean is good to half a point."""
TAU_STEPS = 200
"""Halvings and iterations at most when a between-unit variance is solved."""

# Weights
TRIM_MEDIANS = 5.0
"""Weights are cut at five times their median (survey practice)."""
RAKE_STEPS = 1000
"""Rounds of raking at most."""
RAKE_TOLERANCE = 1e-10
"""Raking stops when no margin is off by more than this share of the total."""

# Effects
PLACEBO_DRAWS = 999
"""Placebo groups drawn where several units were treated and not all groups of that size can be tried."""
LEAST_MONTHS_AFTER = 3
"""Months after a change before anything is said about its effect; earlier it is too early."""
OLS_UNDER_POINTS = 12
"""Interrupted series shorter than this are fitted by least squares, longer ones by REML with AR(1) (Turner 2021)."""
LARGEST_AUTOCORRELATION = 0.9
"""Autocorrelation is estimated within ± this, so that a short series is not taken for a random walk."""
AUTOCORRELATION_GRID = 181
"""Values of ρ tried between the bounds when the restricted likelihood is profiled (steps of 0.01)."""
HARMONICS = 2
"""Pairs of sine and cosine that stand for the season in an interrupted series (Bernal 2017)."""

# Drivers
LARGEST_PLAYERS = 10
"""Shapley shares need 2^p fits; up to ten players (1,024 fits)."""
BOOTSTRAP_DRAWS = 500
"""Resamples behind the interval of a driver's share or of the index."""
STABILITY_DRAWS = 200
"""Resamples behind the interval of a share in one unit or one year, of which many stand side by side."""
ALIKE_CORRELATION = 0.8
"""Touchpoints whose ratings correlate by so much or more cannot be told apart and count as one."""
LEAST_TOUCHPOINT_BASE = 100
"""A touchpoint with fewer answers takes no part in a driver analysis."""

# Journeys
PSEUDO_CELL = 0.5
"""Haldane–Anscombe: ½ is added to each cell before an odds ratio."""
LEAST_TOGETHER = 10
"""A pair of pains is only told where ten or more journeys had both."""

# Text
PRIOR_TOKENS = 0.01
"""Prior count of each word in the token version, as in the published packages (tidylo, logodds)."""
PRIOR_STRENGTH = 10.0
"""Documents' worth of prior in the document version: the pooled share, held with the weight of ten documents."""
LEAST_DOCUMENTS = 10
"""A word is only shown if ten or more documents hold it."""

# Seasons and breaks
SEASON_MONTHS = 12
"""A year."""
LEAST_SEASON_YEARS = 3
"""Years of months needed before anything is said about the season (two at the very least; three here)."""

# Volume of answers
WEEKDAYS = 7
"""Days of a week."""
VOLUME_PAST_MONTHS = 12
"""Months before a month that its expected volume rests on: a whole year, so that no season tilts it (convention)."""
VOLUME_LEAST_MONTHS = 3
"""Months of past below which no volume is expected (convention)."""
VOLUME_LEAST_YEARS = 2
"""Earlier years that must hold the same calendar month before a season is told from chance (convention)."""
