"""The example bank goes through the readers and descriptions of anybody's files; planted rows come out as planted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform import Counts, Known, conform
from pipelines.demo import Size, Summary, write
from pipelines.demo.catalogue import catalogue
from pipelines.demo.organisation import organisation
from pipelines.demo.survey_rows import simulate
from pipelines.descriptions import load_description
from pipelines.readers import read

SIZE = Size(outlets=40, years=2, scale=0.05)


class Conformed:
    """Every export of a small bank, read and conformed."""

    def __init__(self, folder: Path) -> None:
        self.summary: Summary = write(folder, outlets=SIZE.outlets, years=SIZE.years, scale=SIZE.scale)
        lists = catalogue()
        known = Known(
            units=frozenset(organisation(SIZE).units["unit_id"]),
            journeys=frozenset(journey.journey_id for journey in lists.journeys),
            touchpoints=frozenset(["overall", *(touchpoint.touchpoint_id for touchpoint in lists.touchpoints)]),
        )
        described = [load_description(path) for path in sorted((folder / "config").glob("*/*.toml"))]
        parts: dict[str, list[pd.DataFrame]] = {}
        self.counts: dict[str, Counts] = {}
        self.reasons: dict[str, Counter[str]] = {}
        for name in self.summary.files:
            description = next(one for one in described if Path(name).match(one.file.files))
            export = read(folder / "inbox" / name, **description.file.for_reader())
            for chunk in conform(export, description, known=known, secret=b"0" * 32):
                for table, rows in chunk.tables.items():
                    parts.setdefault(table, []).append(rows)
                self.counts[description.table] = self.counts.get(description.table, Counts()) + chunk.counts
                self.reasons.setdefault(description.table, Counter()).update(chunk.refused["reason"].tolist())
        self.tables = {table: pd.concat(found, ignore_index=True) for table, found in parts.items()}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Conformed:
    return Conformed(tmp_path_factory.mktemp("example"))


def test_every_canonical_table_is_filled(small: Conformed) -> None:
    tables = "units labels journeys touchpoints survey_responses ratings choices invitations complaints exposures"
    for table in [*tables.split(), "complaint_events", "suggestions", "suggestion_events", "targets", "events"]:
        assert len(small.tables[table]) > 0, table


def test_what_was_planted_to_be_refused_is_refused_for_that_reason(small: Conformed) -> None:
    for table, refused in small.summary.refused.items():
        assert dict(small.reasons[table]) == refused, table
    for table, counts in small.counts.items():
        assert counts.refused == sum(small.summary.refused.get(table, {}).values()), table
        assert counts.dropped == 0, table


def test_every_response_complaint_and_suggestion_arrives_once(small: Conformed) -> None:
    responses, complaints = small.tables["survey_responses"], small.tables["complaints"]
    assert responses["response_id"].nunique() == small.summary.responses
    assert len(responses) == small.summary.responses + small.summary.repeated["survey_responses"]
    assert complaints["complaint_id"].nunique() == small.summary.complaints
    assert len(complaints) == small.summary.complaints + small.summary.repeated["complaints"]
    assert len(small.tables["suggestions"]) == small.summary.suggestions


def test_off_scale_answers_are_no_answers(small: Conformed) -> None:
    assert small.counts["survey_responses"].recommend_off_scale == small.summary.off_scale
    assert small.counts["survey_responses"].ratings_off_scale == 0
    state = small.tables["survey_responses"]["recommend_state"]
    assert (state == "off_scale").sum() == small.summary.off_scale


def test_scores_arrive_as_they_were_simulated(small: Conformed) -> None:
    """All layouts alike: text, codes, the hotline's words, Parquet."""
    _, _, made = simulate(SIZE)
    rows = made.rows[made.good & ~made.rows["recommend"].isin(["", "11", "9.6"]).to_numpy()].set_index("response_id")
    read_back = small.tables["survey_responses"].drop_duplicates("response_id").set_index("response_id")
    assert read_back["recommend"].notna().sum() == len(rows)
    assert (read_back.loc[rows.index, "recommend"].astype(str) == rows["recommend"]).all()
    for column in ("unit_id", "channel", "line", "product", "age_band", "tier", "touchpoint_id", "verbatim"):
        plain = rows.loc[~rows["verbatim"].str.contains(r"[\d@]"), column].replace("", None)
        assert read_back.loc[plain.index, column].fillna("").tolist() == plain.fillna("").tolist(), column
    ratings = small.tables["ratings"].drop_duplicates(["response_id", "touchpoint_id", "kind"])
    overall = ratings[(ratings["touchpoint_id"] == "overall") & (ratings["kind"] == "satisfaction")]
    assert overall.set_index("response_id")["score"].sum() == made.rows.loc[made.good, "overall"].clip(lower=0).sum()
    steps = ratings[ratings["touchpoint_id"] != "overall"]
    codes = made.ratings[made.good]
    assert (steps["state"] == "valid").sum() == ((codes >= 1) & (codes <= 5)).sum()
    assert (steps["state"] == "not_used").sum() == (codes == 9).sum()
    assert steps["score"].sum() == codes[(codes >= 1) & (codes <= 5)].sum()


def test_personal_data_are_masked_and_hotlines_stay(small: Conformed) -> None:
    personal = small.summary.personal
    masked = sum(counts.masked for counts in small.counts.values())
    assert masked == sum(count for kind, count in personal.items() if not kind.startswith("hotline"))
    texts = [*small.tables["survey_responses"]["verbatim"].dropna(), *small.tables["complaints"]["narrative"].dropna()]
    together = "\n".join(texts)
    assert "@example.com" not in together
    assert together.count("12378") == personal["hotline_12378"]
    assert together.count("95588") == personal["hotline_95588"]
    for token, kind in (("[ID]", "resident_id"), ("[CARD]", "bank_card"), ("[PHONE]", "mobile")):
        assert together.count(token) == personal[kind]


def test_keys_are_no_customer_numbers(small: Conformed) -> None:
    assert not small.tables["survey_responses"]["respondent_key"].str.startswith("KH").any()
    assert small.tables["survey_responses"]["respondent_key"].nunique() < small.summary.responses
