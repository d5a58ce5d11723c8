"""A small bank in which it is known what each adopted suggestion did: 30 outlets, 22 months, 40 answers a month each.

``make(root)`` loads it through the real path. Every suggestion has a touchpoint of its own, so that none disturbs
another; what it did is in ``EFFECTS``, in percentage points of the top-two share (of the recommend question: NPS).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load

OUTLETS = tuple(f"o{number:02d}" for number in range(1, 31))
MONTHS = pd.period_range("2025-01", "2026-10", freq="M")
ANSWERS_PER_MONTH = 40
STEPS = tuple(f"t{number:02d}" for number in range(1, 26))
ALWAYS = 8
"""The first steps belong to suggestions and are rated in every answer; of the others two at random are."""


@dataclass(frozen=True)
class Effect:
    """One suggestion: where, on which step ('' the recommend question), from when, what it did, what was hoped for."""

    suggestion: str
    units: tuple[str, ...]
    step: str
    from_on: str
    did: float
    expected: float | None
    measure: str = "satisfaction"
    starts: tuple[str, ...] = ()

    @property
    def scope(self) -> str:
        """As an export writes it."""
        if self.starts:
            return ";".join(f"{unit}@{start}" for unit, start in zip(self.units, self.starts, strict=True))
        return ";".join(self.units)


EFFECTS = (
    Effect("S-PROVEN", OUTLETS[0:3], "t01", "2026-01-01", 25, 20),
    Effect("S-IDLE", OUTLETS[3:6], "t02", "2026-01-01", 0, 20),
    Effect("S-WORSE", OUTLETS[6:9], "t03", "2026-01-01", -30, 10),
    Effect("S-SMALL", OUTLETS[9:15], "t04", "2026-01-01", 9, 30),
    Effect("S-ONE", OUTLETS[15:16], "", "2026-01-01", 10, 10, "nps"),
    Effect("S-EARLY", OUTLETS[16:17], "t05", "2026-09-01", 20, 25),
    Effect("S-BANK", (), "t06", "2026-01-01", 20, 15),
    Effect("S-ALONE", (), "", "2026-01-01", 0, 10, "nps"),
    Effect("S-ROLLED", OUTLETS[17:23], "t07", "", 25, 20, starts=("2025-08-01", "2025-10-01") * 3),
    Effect("S-UNSAID", OUTLETS[23:26], "t08", "2026-01-15", 25, None),
)


def tables(seed: int = 7) -> dict[str, pd.DataFrame]:
    """The bank's exports as frames, one per description."""
    random = np.random.default_rng(seed)
    return {
        "units": pd.DataFrame(
            [("hq", "", "总行", "Head office", "总行", "Head office")]
            + [(each, "hq", "网点", "Outlet", f"第{each[1:]}网点", f"Outlet {each[1:]}") for each in OUTLETS],
            columns=["unit_id", "parent_id", "level", "level_en", "name", "name_en"],
        ),
        "journeys": pd.DataFrame({"journey_id": ["visit"], "name": ["到店办理"], "name_en": ["Visit"]}),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": STEPS,
                "journey_id": "visit",
                "name": [f"第{each[1:]}步" for each in STEPS],
                "name_en": [f"Step {each[1:]}" for each in STEPS],
                "step_order": range(1, len(STEPS) + 1),
            }
        ),
        "answers": answers(random),
        **suggestions(EFFECTS),
    }


def answers(random: np.random.Generator, effects: Sequence[Effect] = EFFECTS) -> pd.DataFrame:
    """One row per answer: the recommend question and the steps it rates, 1–5; '' where not asked."""
    rows = len(OUTLETS) * len(MONTHS) * ANSWERS_PER_MONTH
    outlet = np.repeat(np.arange(len(OUTLETS)), len(MONTHS) * ANSWERS_PER_MONTH)
    month = np.tile(np.repeat(np.arange(len(MONTHS)), ANSWERS_PER_MONTH), len(OUTLETS))
    own = random.normal(0, 0.04, (len(OUTLETS), 1)) + random.normal(0, 0.02, (len(OUTLETS), len(MONTHS)))
    common = random.normal(0, 0.03, len(MONTHS))
    level = 0.55 + own + common

    def lift(step: str) -> np.ndarray:
        moved = np.zeros((len(OUTLETS), len(MONTHS)))
        for each in effects:
            if each.step == step and each.measure == ("satisfaction" if step else "nps"):
                units = each.units or OUTLETS
                for unit, start in zip(units, each.starts or (each.from_on,) * len(units), strict=True):
                    moved[OUTLETS.index(unit), pd.Period(start[:7]) <= MONTHS] += each.did / 100
        return moved

    day = random.integers(1, 28, rows)
    frame = {
        "id": [f"a{number:05d}" for number in range(rows)],
        "unit": np.asarray(OUTLETS)[outlet],
        "at": [f"{MONTHS[at]}-{on:02d} 10:00:00" for at, on in zip(month.tolist(), day.tolist(), strict=True)],
        "journey": "visit",
    }
    shift = (own + common + lift(""))[outlet, month] / 2
    draw = random.random(rows)
    frame["recommend"] = np.where(draw < 0.5 + shift, 9, np.where(draw < 0.8 + 2 * shift, 8, 3))
    others = random.random((rows, len(STEPS) - ALWAYS)).argsort(axis=1)[:, :2] + ALWAYS
    for place, step in enumerate(STEPS):
        is_top = random.random(rows) < np.clip(level + lift(step), 0.02, 0.98)[outlet, month]
        mark = np.where(is_top, "5", "2").astype(object)
        if place >= ALWAYS:
            mark[(others != place).all(axis=1)] = ""
        frame[step] = mark
    return pd.DataFrame(frame)


def suggestions(effects: Sequence[Effect]) -> dict[str, pd.DataFrame]:
    """Suggestions and their way: submitted in March 2025, adopted in May; S-CLAIM says it worked and no more."""
    made = [
        {
            "suggestion_id": each.suggestion,
            "submitted_at": "2025-03-10 09:00:00",
            "unit_id": each.units[0] if each.units else "hq",
            "touchpoint_id": each.step,
            "title": f"建议 {each.suggestion}",
            "measure": each.measure,
            "expected_change": "" if each.expected is None else each.expected,
            "effect_units": each.scope,
            "effect_from_on": each.from_on,
        }
        for each in effects
    ]
    made.append({**made[0], "suggestion_id": "S-CLAIM", "measure": "", "effect_from_on": ""})
    made.append({**made[0], "suggestion_id": "S-NODAY", "effect_from_on": "", "touchpoint_id": "t20"})
    steps = ("submitted", "2025-03-10"), ("reviewing", "2025-03-20"), ("adopted", "2025-05-02")
    events = [
        {"suggestion_id": one["suggestion_id"], "event": event, "at": f"{day} 12:00:00"}
        for one in made
        for event, day in (*steps, *((("claimed", "2026-06-01"),) if one["suggestion_id"] == "S-CLAIM" else ()))
    ]
    return {"suggestions": pd.DataFrame(made), "suggestion_events": pd.DataFrame(events)}


_ANSWERS = """
table = "survey_responses"

[file]
encoding = "utf-8"
files = "answers*.csv"

[survey]
id = "answers"
name = "服务体验调查"

[recommend]
column = "recommend"

[[ratings]]
kind = "satisfaction"
minimum = 1
maximum = 5

[ratings.columns]
"""
_COLUMNS = {"response_id": "id", "unit_id": "unit", "responded_at": "at", "journey_id": "journey"}


def make(root: Path, name: str = "effects", of: dict[str, pd.DataFrame] | None = None) -> Bank:
    """A bank under ``root`` with one published build of these tables."""
    made = tables() if of is None else of
    bank = bank_named(name, root)
    bank.ensure()
    (bank.config / "bank.toml").write_text('name = "见效银行"\nzone = "Asia/Shanghai"\n', encoding="utf-8")
    exports = []
    for table, frame in made.items():
        if table == "answers":
            described = "survey_responses/answers.toml"
            text = _ANSWERS + "".join(f'{step} = "{step}"\n' for step in STEPS if step in frame)
            text += "".join(f'\n[columns.{column}]\ncolumn = "{header}"\n' for column, header in _COLUMNS.items())
        else:
            described = f"{table}/main.toml"
            text = f'table = "{table}"\n\n[file]\nencoding = "utf-8"\nfiles = "{table}.csv"\n'
            text += "".join(f'\n[columns.{column}]\ncolumn = "{column}"\n' for column in frame.columns)
        (bank.config / described).parent.mkdir(parents=True, exist_ok=True)
        (bank.config / described).write_text(text, encoding="utf-8")
        exports.append(bank.inbox / f"{table}.csv")
        frame.to_csv(exports[-1], index=False, encoding="utf-8")
    load(bank, tuple(exports))
    return bank
