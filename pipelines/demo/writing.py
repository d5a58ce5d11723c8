"""Writes the whole example bank into a folder: exports into ``inbox``, descriptions into ``config``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.progress import Progress, Silent

from .activities import education_events, product_reviews
from .attributes import unit_attributes
from .catalogue import DIMENSIONS, Catalogue, catalogue, truths
from .complainants import complainants, marked
from .complaint_events import complaint_events
from .complaints import complaints
from .contacts import KIND_WORDS, contacts
from .describing import descriptions
from .inspections import inspections
from .invitations import exposures, invitations
from .journey_events import journey_events
from .layouts import write_codes, write_parquet, write_plain, write_text, write_workbook
from .organisation import Organisation, Size, mix_region
from .people import CHANNELS
from .personal import plant
from .questionnaires import Survey, surveys
from .suggestions import suggestions
from .survey_rows import REPEATED, UNKNOWN_UNIT, UNREADABLE_DATE, SurveyRows, simulate
from .tables import (
    COMPLAINT_HEADERS,
    COMPLEXITY_WORDS,
    EDUCATION_HEADERS,
    EVENT_WORDS,
    GB18030_TABLES,
    REVIEW_HEADERS,
    STEP_HEADERS,
    STEP_WORDS,
    SUGGESTION_HEADERS,
    plain_file,
    plain_headers,
)
from .toml_text import write_toml

BANK = {"name": "示例银行", "name_en": "Example Bank", "zone": "Asia/Shanghai", "is_example": True}
_TIME = "%Y-%m-%d %H:%M:%S"
_SURVEY_WRITERS = {"text": write_text, "codes": write_codes, "plain": write_plain, "parquet": write_parquet}


@dataclass(frozen=True)
class Summary:
    """What was written: rows that will count, rows planted by reason, and personal items by kind."""

    files: tuple[str, ...]
    responses: int
    complaints: int
    suggestions: int
    refused: dict[str, dict[str, int]]
    repeated: dict[str, int]
    off_scale: int
    personal: dict[str, int]


def write(
    folder: Path,
    *,
    outlets: int = 300,
    years: int = 4,
    scale: float = 1.0,
    seed: int = Size.seed,
    progress: Progress | None = None,
) -> Summary:
    """Write ``folder/inbox`` and ``folder/config``; the same arguments give the same bytes.

    ``outlets`` ≥ 40; ``scale`` is the share of the full bank's responses, complaints and suggestions a year.
    """
    size = Size(outlets=outlets, years=years, scale=scale, seed=seed)
    told = progress or Silent()
    lists = catalogue()
    inbox, config = folder / "inbox", folder / "config"
    for made in (inbox, config):
        made.mkdir(parents=True, exist_ok=True)
    told.step("simulate")
    bank, frame, answered = simulate(size)
    cases = complaints(size, bank, lists)
    steps = complaint_events(cases, size, bank)
    raised, complaint_items, complaints_planted = _complaints(cases, size, bank, lists)
    raised["respondent_key"] = complainants(raised, answered.rows, size)
    raised["repeat_of"] = marked(raised, steps, size)
    proposed, happened, suggestions_planted = _suggestions(size, bank, lists)
    files = surveys(size)
    jobs: list[tuple[str, Callable[[Path], None]]] = [
        *_lists(size, bank, lists),
        ("invitations.parquet", lambda path: _write_invitations(invitations(size, bank, frame), size, bank, path)),
        *((survey.file_name, _survey_job(survey, answered, lists)) for survey in files),
        *_complaint_jobs(raised),
        *_step_jobs(steps),
        ("suggestions.xlsx", lambda path: write_workbook({"建议台账": proposed}, path)),
        (plain_file("suggestion_events"), lambda path: _csv(happened, path, "suggestion_events")),
        *_activity_jobs(size, bank, lists),
    ]
    for number, (name, job) in enumerate(jobs):
        told.step("write", "", number, len(jobs))
        job(inbox / name)
    write_toml(BANK, config / "bank.toml")
    for register in ("index.toml", "assessment.toml"):
        (config / register).write_bytes((Path(__file__).parent / register).read_bytes())
    for place, described in descriptions(files).items():
        write_toml(described, config / place)
    told.step("write", "", len(jobs), len(jobs))
    planted = answered.rows["planted"].value_counts().to_dict()
    reasons = truths()["refused"]["survey_responses"]
    return Summary(
        files=tuple(name for name, _ in jobs),
        responses=int(answered.good.sum()),
        complaints=len(raised) - sum(complaints_planted.values()),
        suggestions=len(proposed) - suggestions_planted,
        refused={
            "survey_responses": {reason: int(planted[reason]) for reason in reasons},
            "complaints": {key: count for key, count in complaints_planted.items() if key != REPEATED},
            "suggestions": {"unknown_unit": suggestions_planted},
        },
        repeated={"survey_responses": int(planted[REPEATED]), "complaints": complaints_planted[REPEATED]},
        off_scale=int(answered.rows["recommend"].isin(list(truths()["off_scale"]["recommend"])).sum()),
        personal={kind: len(items) + len(complaint_items.get(kind, [])) for kind, items in answered.personal.items()},
    )


def _survey_job(survey: Survey, answered: SurveyRows, lists: Catalogue) -> Callable[[Path], None]:
    def job(path: Path) -> None:
        chosen = survey.holds(answered.rows["journey"].to_numpy(), answered.rows["month"].to_numpy())
        rows = answered.rows[chosen].reset_index(drop=True)
        _SURVEY_WRITERS[survey.layout](rows, answered.ratings[chosen], survey.journey, lists, path)

    return job


def _lists(size: Size, bank: Organisation, lists: Catalogue) -> list[tuple[str, Callable[[Path], None]]]:
    """The bank's own lists, each a small file."""
    labels = pd.DataFrame(
        [
            {
                "dimension": dimension,
                "member_id": member.member_id,
                "name": member.name,
                "name_en": member.name_en,
                "sort_order": n,
            }
            for dimension in DIMENSIONS
            for n, member in enumerate(lists.members[dimension], start=1)
        ]
    )
    journeys = pd.DataFrame(
        [
            {"journey_id": journey.journey_id, "name": journey.name, "name_en": journey.name_en, "sort_order": number}
            for number, journey in enumerate(lists.journeys, start=1)
        ]
    )
    overall = {
        "touchpoint_id": "overall",
        "name": "总体评价",
        "name_en": "Overall",
        "step_order": 0,
        "is_front_stage": True,
    }
    touchpoints = pd.DataFrame([overall, *(vars(step) for step in lists.touchpoints)])
    touchpoints["is_front_stage"] = np.where(touchpoints["is_front_stage"], "true", "false")
    events = pd.DataFrame([vars(event) for event in lists.events if size.calendar.has(event.from_on)])
    own_change = events["unit_id"] == truths()["mix_only"]["unit_id"]
    events.loc[own_change, "unit_id"] = f"r{mix_region(size):02d}"
    months = exposures(size, bank)
    reached, months["contacts"] = contacts(size, bank, months)
    reached["kind"] = reached["kind"].map(KIND_WORDS)
    reached["channel"] = reached["channel"].map(lists.names("channel"))
    reached["contacted_at"] = reached["contacted_at"].dt.strftime("%Y-%m-%d")
    months["unit_id"] = np.asarray(bank.outlet_ids)[months["outlet"].to_numpy()]
    months["month"] = months["month"].dt.strftime("%Y-%m")
    tables = {
        "units": bank.units,
        "unit_attributes": unit_attributes(size, bank),
        "labels": labels,
        "journeys": journeys,
        "touchpoints": touchpoints,
        "events": events,
        "targets": _targets(size),
        "exposures": months,
        "contacts": reached,
        "inspections": inspections(size, bank),
        "journey_events": journey_events(size, bank, lists),
    }
    return [(plain_file(table), _csv_job(made, table)) for table, made in tables.items()]


def _csv_job(frame: pd.DataFrame, table: str) -> Callable[[Path], None]:
    return lambda path: _csv(frame, path, table)


def _csv(frame: pd.DataFrame, path: Path, table: str) -> None:
    headers = plain_headers(table)
    encoding = "gb18030" if table in GB18030_TABLES else "utf-8-sig"
    frame[list(headers)].rename(columns=headers).to_csv(path, index=False, encoding=encoding, lineterminator="\n")


def _targets(size: Size) -> pd.DataFrame:
    """What the bank set itself, for each calendar year it touches."""
    rows = []
    for year in range(size.calendar.first_day.year, size.calendar.first_day.year + size.years + 1):
        since = year - 2022
        for measure, target in (
            ("nps", 28.0 + since * 1.5),
            ("satisfaction", 79.0 + since),
            ("response_rate", 15.0 + 0.5 * since),
            ("complaints_per_10k", round(0.85 - 0.03 * since, 2)),
            ("adoption_180d", 50.0 + since),
        ):
            survey_id = "nps" if measure in ("nps", "satisfaction", "response_rate") else ""
            rows.append(
                {
                    "measure": measure,
                    "unit_id": "hq",
                    "survey_id": survey_id,
                    "first_month": f"{year}-01",
                    "last_month": f"{year}-12",
                    "target": target,
                }
            )
    return pd.DataFrame(rows)


def _write_invitations(sent: pd.DataFrame, size: Size, bank: Organisation, path: Path) -> None:
    table = pa.table(
        {
            "sent_on": pa.array(size.calendar.days[sent["day"].to_numpy()]),
            "unit_id": pa.array(np.asarray(bank.outlet_ids)[sent["outlet"].to_numpy()].tolist()),
            "channel": pa.array(np.asarray(CHANNELS)[sent["channel"].to_numpy()].tolist()),
            "sent": pa.array(sent["sent"].to_numpy(), pa.int32()),
            "delivered": pa.array(sent["delivered"].to_numpy(), pa.int32()),
            "opened": pa.array(sent["opened"].to_numpy(), pa.int32()),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _complaints(
    made: pd.DataFrame, size: Size, bank: Organisation, lists: Catalogue
) -> tuple[pd.DataFrame, dict[str, list[str]], dict[str, int]]:
    """(rows to write under the export's headers, personal items, planted rows by reason)."""
    made["narrative"], items = plant(made["narrative"].tolist(), size, in_complaints=True)
    made["unit_id"] = np.asarray(bank.outlet_ids)[made["outlet"].to_numpy()]
    for dimension in ("line", "channel", "business", "cause"):
        made[dimension] = made[dimension].map(lists.names(dimension))
    for key in ("valid", "suspected_agent"):
        made[key] = np.where(made[key], "是", "否")
    year = made["day"].to_numpy() * 0 + [int(day[:4]) for day in made["received_at"].dt.strftime("%Y").tolist()]
    for key in ("received_at", "decided_at", "told_at"):
        made[key] = made[key].dt.strftime(_TIME)
    made["year"] = year
    plain = np.flatnonzero((made["narrative"] == "") & (made["repeat_of"] == ""))
    taken = iter(size.chance("complaint planting").permutation(plain).tolist())
    planted: dict[str, int] = {}
    copies = []
    for reason, count in truths()["refused"]["complaints"].items():
        copy = made.loc[[next(taken) for _ in range(size.planted(count))]]
        copy = copy.assign(complaint_id="X" + copy["complaint_id"].astype("str"))
        spoilt = {"unit_id": UNKNOWN_UNIT} if reason == "unknown_unit" else {"received_at": UNREADABLE_DATE}
        copies.append(copy.assign(**spoilt))
        planted[reason] = len(copy)
    copies.append(made.loc[[next(taken) for _ in range(size.planted(truths()["repeated"]["complaints"]))]])
    planted[REPEATED] = len(copies[-1])
    return pd.concat([made, *copies], ignore_index=True), items, planted


def _complaint_jobs(raised: pd.DataFrame) -> list[tuple[str, Callable[[Path], None]]]:
    def job(year: int) -> Callable[[Path], None]:
        chosen = raised.loc[raised["year"] == year, list(COMPLAINT_HEADERS)].rename(columns=COMPLAINT_HEADERS)
        return lambda path: chosen.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")

    return [(f"complaints_{year}.csv", job(year)) for year in sorted(set(raised["year"].tolist()))]


def _step_jobs(steps: pd.DataFrame) -> list[tuple[str, Callable[[Path], None]]]:
    """The work orders' steps, one file per year in which they were taken."""
    written = steps.assign(
        event=steps["event"].map(STEP_WORDS),
        at=steps["at"].dt.strftime(_TIME),
        complexity=steps["complexity"].map(COMPLEXITY_WORDS),
        limit_days=steps["limit_days"].astype("Int64"),
        **{key: steps[key].map({True: "是", False: "否"}) for key in ("was_reached", "is_satisfied")},
    )

    def job(year: int) -> Callable[[Path], None]:
        chosen = written.loc[steps["at"].dt.year == year, list(STEP_HEADERS)].rename(columns=STEP_HEADERS)
        return lambda path: chosen.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n")

    return [(f"workorders_{year}.csv", job(year)) for year in sorted(set(steps["at"].dt.year.tolist()))]


def _activity_jobs(size: Size, bank: Organisation, lists: Catalogue) -> list[tuple[str, Callable[[Path], None]]]:
    reviewed = product_reviews(size, bank, lists)[list(REVIEW_HEADERS)].rename(columns=REVIEW_HEADERS)
    held = education_events(size, bank)[list(EDUCATION_HEADERS)].rename(columns=EDUCATION_HEADERS)
    return [
        ("product_reviews.xlsx", lambda path: write_workbook({"消保审查台账": reviewed}, path)),
        (
            "education_events.csv",
            lambda path: held.to_csv(path, index=False, encoding="gb18030", lineterminator="\r\n"),
        ),
    ]


def _suggestions(size: Size, bank: Organisation, lists: Catalogue) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """(suggestions under the export's headers, events, rows planted to be refused)."""
    made, happened = suggestions(size, bank, lists)
    for dimension in ("line", "source"):
        made[dimension] = made[dimension].map(lists.names(dimension))
    made["submitted_at"] = made["submitted_at"].dt.strftime(_TIME)
    for key in ("due_on", "effect_from_on"):
        made[key] = pd.to_datetime(made[key]).dt.strftime("%Y-%m-%d").fillna("")
    count = size.planted(truths()["refused"]["suggestions"]["unknown_unit"])
    spoilt = made.iloc[:count].assign(suggestion_id=[f"X{number}" for number in range(count)], unit_id=UNKNOWN_UNIT)
    made = pd.concat([made, spoilt], ignore_index=True)
    happened = happened.assign(event=happened["event"].map(EVENT_WORDS), at=happened["at"].dt.strftime(_TIME))
    return made[list(SUGGESTION_HEADERS)].rename(columns=SUGGESTION_HEADERS), happened, count
