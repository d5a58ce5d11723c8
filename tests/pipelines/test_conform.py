"""From an export to canonical rows: what is taken, what is refused and why, who is who, and what is never stored."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pipelines.conform import Known, conform
from pipelines.contracts import CONTRACTS
from pipelines.descriptions import load_description
from pipelines.readers import UnreadableExport, read
from tests.pipelines.exports import SECRET, SURVEY, conformed, write_csv, write_description


def _survey(folder: Path, extra: str = "") -> Path:
    return write_description(folder, SURVEY + extra)


def _responses(path: Path, description: Path, **options: object) -> pd.DataFrame:
    return conformed(path, description, **options).tables["survey_responses"]  # type: ignore[arg-type]


def test_scores_that_count_and_scores_that_do_not(tmp_path: Path) -> None:
    given = {
        "10 - 非常愿意": 10,
        "\ufeff0 - Not at all": 0,
        "１０": 10,
        "9": 9,
        "9.0": 9,
        "8分": 8,
        " 7 ": 7,
        "11": None,
        "9.6": None,
        "-1": None,
        "10-12": None,
        "8 - 9分": None,
        "9 or 10": None,
        "1e1": None,
        "inf": None,
        "九": None,
        "": "blank",
        "   ": "blank",
    }
    rows = [(str(number), "2026-03-01", score) for number, score in enumerate(given, start=1)]
    chunk = conformed(write_csv(tmp_path / "a.csv", ("id", "at", "score"), *rows), _survey(tmp_path))
    found = chunk.tables["survey_responses"]
    for (score, wanted), (_, row) in zip(given.items(), found.iterrows(), strict=True):
        state = "blank" if wanted == "blank" else "off_scale" if wanted is None else "valid"
        assert row["recommend_state"] == state, score
        assert pd.isna(row["recommend"]) if state != "valid" else row["recommend"] == wanted, score
    assert chunk.counts.accepted == len(given)
    assert chunk.counts.recommend_off_scale == chunk.counts.off_scale == 9
    assert chunk.counts.blank == 2
    assert chunk.refused.empty


def test_every_table_has_its_contracts_columns_and_types(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score"), ("1", "2026-03-01 08:30", "9"))
    chunk = conformed(path, _survey(tmp_path))
    dtypes = {"text": "str", "integer": "Int64", "decimal": "Float64", "boolean": "boolean"}
    for table, frame in chunk.tables.items():
        columns = CONTRACTS[table].columns
        assert list(frame.columns) == list(columns)
        for name, column in columns.items():
            assert frame[name].dtype == dtypes.get(column.type, "datetime64[us]"), (table, name)
        assert frame.index.name == "row_number"
    assert chunk.tables["survey_responses"].index.tolist() == [2]


def test_rows_are_refused_with_number_column_masked_value_and_reason(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        ("id", "at", "score", "unit", "done"),
        ("1", "2026-03-01", "9", "n1", "yes"),
        ("2", "打13800138000再说", "9", "n1", "yes"),
        ("", "2026-03-01", "9", "n1", "yes"),
        ("4", "2026-02-30", "9", "n9", "maybe"),
        ("5", "1899-12-31", "9", "", "no"),
        ("6", "2026-03-01", "11", "n1", "no"),
    )
    path.write_text(path.read_text(encoding="utf-8") + "7,2026-03-01\n", encoding="utf-8")
    extra = (
        '[columns.unit_id]\ncolumn = "unit"\n'
        '[columns.status]\ncolumn = "done"\nvalues = { yes = "complete", no = "partial" }\n'
    )
    chunk = conformed(
        path,
        write_description(tmp_path, SURVEY.replace("[recommend]", extra + "[recommend]")),
        Known(frozenset({"n1"})),
    )
    found = {(row.row_number, row.column_name, row.value_masked, row.reason) for row in chunk.refused.itertuples()}
    assert found == {
        (3, "at", "打[PHONE]再说", "unreadable_date"),
        (4, "id", "", "missing_value"),
        (5, "at", "2026-02-30", "unreadable_date"),
        (5, "unit", "n9", "unknown_unit"),
        (5, "done", "maybe", "not_allowed"),
        (6, "at", "1899-12-31", "out_of_range"),
        (8, "", "", "ragged_row"),
    }
    assert (chunk.refused["expected"] != "").all()
    assert (chunk.counts.read, chunk.counts.accepted, chunk.counts.refused) == (7, 2, 5)
    responses = chunk.tables["survey_responses"]
    assert responses["response_id"].tolist() == ["1", "6"]
    assert responses["is_partial"].tolist() == [False, True]
    assert chunk.counts.partial == 1


def test_units_are_not_asked_for_where_the_bank_has_none(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score", "unit"), ("1", "2026-03-01", "9", "n9"))
    description = _survey(tmp_path)
    described = write_description(
        tmp_path,
        description.read_text(encoding="utf-8").replace(
            "[recommend]", '[columns.unit_id]\ncolumn = "unit"\n[recommend]'
        ),
    )
    assert _responses(path, described)["unit_id"].tolist() == ["n9"]
    assert conformed(path, described, Known(units=frozenset())).counts.refused == 1


def test_every_missing_column_is_named_before_a_row_is_read(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "At", "分"), ("1", "2026-03-01", "9"))
    description = load_description(_survey(tmp_path))
    with pytest.raises(UnreadableExport) as refused:
        conform(read(path), description, secret=SECRET)  # not even asked for a chunk
    assert "no column 'at'" in refused.value.found
    assert "no column 'score'" in refused.value.found
    assert "id, At, 分" in refused.value.expected


def test_duplicate_headers_are_only_a_fault_where_the_description_needs_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at", "score", "x", "x"), ("1", "2026-03-01", "9", "a", "b"))
    assert len(_responses(path, _survey(tmp_path))) == 1
    with_x = SURVEY.replace("[recommend]", '[columns.line]\ncolumn = "x"\n[recommend]')
    with pytest.raises(UnreadableExport, match="2 columns are called 'x': name one of x#1, x#2"):
        conformed(path, write_description(tmp_path, with_x))
    for address, value in (("x#2", "b"), ("#4", "a")):
        named = write_description(tmp_path, with_x.replace('"x"', f'"{address}"'))
        assert _responses(path, named)["line"].tolist() == [value]


def test_a_row_without_an_id_is_known_by_its_content_and_occurrence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.readers.chunks.CHUNK_ROWS", 2)
    rows = [("2026-03-01", "9"), ("2026-03-01", "9"), ("2026-03-02", "3"), ("2026-03-01", "9")]
    description = write_description(tmp_path, SURVEY.replace('[columns.response_id]\ncolumn = "id"\n', ""))
    first = _responses(write_csv(tmp_path / "a.csv", ("at", "score"), *rows), description)["response_id"].tolist()
    again = _responses(write_csv(tmp_path / "b.csv", ("at", "score"), *rows), description)["response_id"].tolist()
    more = _responses(write_csv(tmp_path / "c.csv", ("at", "score"), *rows, rows[0]), description)[
        "response_id"
    ].tolist()
    assert len(set(first)) == 4  # two equal rows may be two people
    assert first == again  # the same file twice is the same people
    assert more[:4] == first
    assert more[4] not in first


def test_people_are_keyed_and_a_personal_id_is_kept_nowhere(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        ("id", "at", "score", "who"),
        ("13800138000", "2026-03-01", "9", "13900139000"),
        ("20260301000124", "2026-03-01", "9", "13900139000"),
        ("R-000123", "2026-03-01", "9", ""),
    )
    described = write_description(
        tmp_path, SURVEY.replace("[recommend]", '[columns.respondent_key]\ncolumn = "who"\n[recommend]')
    )
    found = _responses(path, described)
    assert found["response_id"].tolist()[1:] == ["20260301000124", "R-000123"]
    assert len(found["response_id"].iloc[0]) == 32
    assert found["respondent_key"].iloc[0] == found["respondent_key"].iloc[1]
    assert pd.isna(found["respondent_key"].iloc[2])
    assert "13900139000" not in found.to_csv()
    assert "13800138000" not in found.to_csv()


def test_texts_are_masked_and_otherwise_kept_as_they_are(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        ("id", "at", "score", "优点", "不足", "条线"),
        ("1", "2026-03-01", "9", "快", "电话13800138000没人接", "零售13800138000"),
        ("2", "2026-03-01", "9", "=cmd|' /C calc'!A0", "", "零售"),
        ("3", "2026-03-01", "9", "", " \u200b ", "零售"),
    )
    extra = (
        '[columns.verbatim]\ncolumns = ["优点", "不足"]\n'
        '[columns.line]\ncolumn = "条线"\nvalues = { "零售" = "retail" }\n[recommend]'
    )
    chunk = conformed(path, write_description(tmp_path, SURVEY.replace("[recommend]", extra)))
    found = chunk.tables["survey_responses"]
    assert found["verbatim"].tolist()[:2] == ["快\n电话[PHONE]没人接", "=cmd|' /C calc'!A0"]
    assert pd.isna(found["verbatim"].iloc[2])
    assert found["line"].tolist() == ["零售[PHONE]", "retail", "retail"]
    assert chunk.counts.masked == 2


def test_a_weight_that_cannot_be_read_is_left_out_and_counted_but_refuses_nothing(tmp_path: Path) -> None:
    rows = [("1", "0.944"), ("2", "-1"), ("3", "heavy"), ("4", ""), ("5", "1,200.5")]
    path = write_csv(
        tmp_path / "a.csv", ("id", "at", "score", "w"), *((key, "2026-03-01", "9", weight) for key, weight in rows)
    )
    described = write_description(
        tmp_path, SURVEY.replace("[recommend]", '[columns.weight]\ncolumn = "w"\n[recommend]')
    )
    chunk = conformed(path, described)
    weights = chunk.tables["survey_responses"]["weight"]
    assert weights.isna().tolist() == [False, True, True, True, False]
    assert weights.dropna().tolist() == [0.944, 1200.5]
    assert chunk.counts.dropped == 2
    assert chunk.dropped[["row_number", "column_name", "value_masked", "reason"]].to_numpy().tolist() == [
        [3, "w", "-1", "out_of_range"],
        [4, "w", "heavy", "unreadable_number"],
    ]


def test_a_survey_without_the_recommend_question_was_not_asked_it(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("id", "at"), ("1", "2026-03-01"))
    found = _responses(path, write_description(tmp_path, SURVEY.split("[recommend]")[0]))
    assert found["recommend_state"].tolist() == ["not_asked"]
    assert found["recommend"].isna().all()


def test_a_file_in_which_no_row_fits_gives_empty_tables_and_every_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,at,score\n1,2\n2,never,5\n", encoding="utf-8")
    chunk = conformed(path, _survey(tmp_path))
    assert all(frame.empty for frame in chunk.tables.values())
    assert (chunk.counts.read, chunk.counts.accepted, chunk.counts.refused) == (2, 0, 2)


def test_keys_need_the_banks_secret(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", ("at", "score"), ("2026-03-01", "9"))
    description = load_description(
        write_description(tmp_path, SURVEY.replace('[columns.response_id]\ncolumn = "id"\n', ""))
    )
    with pytest.raises(ValueError, match="secret"):
        list(conform(read(path), description))


def test_any_canonical_table_is_described_in_the_same_way(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "投诉.csv",
        ("编号", "机构", "受理时间", "办结时间", "是否有责", "疑似代理", "内容"),
        ("C1", "n1", "2026年3月1日 9:05", "20260303", "是", "否", "我的卡6222021234567890128被吞"),
        ("C2", "n1", "2026/3/2 10:00", "未办结", "", "0", ""),
        encoding="gb18030",
    )
    text = 'table = "complaints"\n' + "".join(
        f'[columns.{name}]\ncolumn = "{header}"\n'
        for name, header in (
            ("complaint_id", "编号"),
            ("unit_id", "机构"),
            ("received_at", "受理时间"),
            ("decided_at", "办结时间"),
            ("valid", "是否有责"),
            ("suspected_agent", "疑似代理"),
            ("narrative", "内容"),
        )
    )
    chunk = conformed(path, write_description(tmp_path, text))
    (row,) = chunk.tables["complaints"].to_dict("records")
    assert row["received_at"] == pd.Timestamp("2026-03-01 09:05")
    assert row["decided_at"] == pd.Timestamp("2026-03-03")
    assert row["valid"] is True
    assert row["suspected_agent"] is False
    assert row["narrative"] == "我的卡[CARD]被吞"
    # 未办结 is no date: to leave it out would say that the case is open, which nobody wrote.
    assert chunk.refused["reason"].tolist() == ["unreadable_date"]


def test_ratings_that_come_as_rows_count_on_the_scale_beside_them(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        ("r", "t", "s"),
        ("1", "queue", "5"),
        ("1", "counter", "6"),
        ("2", "queue", ""),
        ("2", "counter", "很好"),
    )
    text = 'table = "ratings"\n' + "".join(
        f"[columns.{name}]\n{how}\n"
        for name, how in (
            ("survey_id", 'constant = "s"'),
            ("response_id", 'column = "r"'),
            ("touchpoint_id", 'column = "t"'),
            ("kind", 'constant = "satisfaction"'),
            ("score", 'column = "s"'),
            ("scale_minimum", "constant = 1"),
            ("scale_maximum", "constant = 5"),
        )
    )
    chunk = conformed(path, write_description(tmp_path, text))
    assert chunk.tables["ratings"]["state"].tolist() == ["valid", "off_scale", "blank", "off_scale"]
    assert chunk.tables["ratings"]["score"].fillna(-1).tolist() == [5, -1, -1, -1]
