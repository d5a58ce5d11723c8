"""The contract files: complete, valid, and faults of a broken one all told at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contracts import CONTRACTS, load_contracts
from pipelines.refusals import Refused

TABLES = {
    "units",
    "unit_attributes",
    "labels",
    "journeys",
    "touchpoints",
    "survey_responses",
    "ratings",
    "choices",
    "invitations",
    "complaints",
    "complaint_events",
    "complaint_counts",
    "contacts",
    "inspections",
    "activities",
    "journey_events",
    "exposures",
    "suggestions",
    "suggestion_events",
    "targets",
    "events",
}


def test_every_table_has_a_contract_with_meanings_in_both_languages() -> None:
    assert set(CONTRACTS) == TABLES
    for contract in CONTRACTS.values():
        assert contract.row_is.startswith("One row per")
        assert contract.row_is_zh
        for column in contract.columns.values():
            assert column.meaning and column.meaning_zh, (contract.table, column.name)
            assert column.meaning != column.meaning_zh


def test_keys_are_columns_and_identity_is_part_of_the_key() -> None:
    for contract in CONTRACTS.values():
        assert set(contract.key) <= set(contract.columns), contract.table
        assert contract.identity is None or contract.identity in contract.key


def test_people_are_only_ever_keyed_and_words_always_masked() -> None:
    keyed = {
        (c.table, name) for c in CONTRACTS.values() for name, column in c.columns.items() if column.privacy == "keyed"
    }
    assert {
        ("survey_responses", "respondent_key"),
        ("suggestions", "proposer_key"),
        ("journey_events", "journey_instance_id"),
    } <= keyed
    for table, name in (
        ("survey_responses", "verbatim"),
        ("complaints", "narrative"),
        ("suggestions", "text"),
        ("suggestions", "title"),
        ("choices", "other_text"),
        ("contacts", "text"),
        ("inspections", "finding"),
        ("activities", "summary"),
    ):
        assert CONTRACTS[table].columns[name].privacy == "masked"


def test_a_broken_contract_tells_all_its_faults(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(
        """
table = "other"
row_is = "One row per thing"
key = ["nothing"]
colour = "red"
[columns.a]
type = "number"
meaning = "A"
meaning_zh = "甲"
[columns.b]
type = "integer"
allowed = ["x"]
minimum = "one"
meaning = "B"
""",
        encoding="utf-8",
    )
    with pytest.raises(Refused) as refused:
        load_contracts(tmp_path)
    told = str(refused.value)
    for part in (
        "'colour'",
        "table is 'other'",
        "row_is_zh",
        "'nothing'",
        "'number'",
        "allowed",
        "'one'",
        "meaning_zh",
    ):
        assert part in told, part


def test_a_reference_needs_a_contract(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(
        'table = "a"\nrow_is = "One row per a"\nrow_is_zh = "一行"\nkey = ["x"]\n'
        '[columns.x]\ntype = "text"\nreferences = "b"\nmeaning = "X"\nmeaning_zh = "某"\n',
        encoding="utf-8",
    )
    with pytest.raises(Refused, match="references 'b'"):
        load_contracts(tmp_path)
