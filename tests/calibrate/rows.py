"""One line of a calibration: what was simulated, what came out, what was promised."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """``found`` lies within ``low``…``high`` if the method keeps its promise; ``promised`` is the figure noted down."""

    what: str
    found: float
    promised: str
    low: float
    high: float

    @property
    def holds(self) -> bool:
        return self.low <= self.found <= self.high


Calibration = Callable[[np.random.Generator, float], list[Row]]
"""Takes a generator and a scale (1: the full size, less: shorter and with wider bounds)."""


def near(what: str, found: float, promised: float, error: float, slack: float = 0.0) -> Row:
    """Within three standard errors of this simulation, and ``slack`` for the noise of the figure noted down."""
    reach = 3.0 * error + slack
    return Row(what, found, f"{promised:g}", promised - reach, promised + reach)


def at_most(what: str, found: float, promised: float, error: float) -> Row:
    """Not above what was promised, but for three standard errors."""
    return Row(what, found, f"≤ {promised:g}", 0.0, promised + 3.0 * error)


def between(what: str, found: float, low: float, high: float) -> Row:
    """Within a stated range."""
    return Row(what, found, f"{low:g}…{high:g}", low, high)


def share_error(share_pct: float, runs: int) -> float:
    """Standard error of a share in per cent."""
    return float(100.0 * np.sqrt(share_pct / 100.0 * (1.0 - share_pct / 100.0) / runs))


def times(runs: int, scale: float, least: int = 40) -> int:
    return max(least, round(runs * scale))
