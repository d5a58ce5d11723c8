"""Files that come again: nothing new, corrections, retirement, history, and what is told but never dropped."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.descriptions import DescriptionError, load_description
from pipelines.load import FileReport, LoadReport, load
from pipelines.refusals import Refused

pytestmark = pytest.mark.slow

DESCRIPTION = """
table = "survey_responses"
{top}
[file]
files = "{survey}*"
[survey]
id = "{survey}"
{settings}
[recommend]
column = "score"
[[ratings]]
column = "mark"
touchpoint = "overall"
kind = "satisfaction"
minimum = 1
maximum = {maximum}
[columns.response_id]
column = "id"
[columns.responded_at]
column = "at"
[columns.respondent_key]
column = "who"
{links}
"""
Rows = list[tuple[str, str, str, int, int]]
WHOLE = 'reload = "authoritative"'


def rows(count: int, month: str = "2026-01", prefix: str = "r") -> Rows:
    """Responses on the days of one month, each of its own person."""
    return [
        (f"{prefix}{i}", f"{month}-{i % 28 + 1:02} 10:{i % 60:02}:00", f"p{prefix}{i}", i % 11, i % 5 + 1)
        for i in range(count)
    ]


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    made = bank_named("b", tmp_path / "banks")
    made.ensure()
    return made


def describe(
    bank: Bank, survey: str = "asked", top: str = "", settings: str = "", links: str = "", maximum: int = 5
) -> None:
    place = bank.config / "survey_responses" / f"{survey}.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(
        DESCRIPTION.format(survey=survey, top=top, settings=settings, links=links, maximum=maximum), encoding="utf-8"
    )


def write(bank: Bank, given: Rows, survey: str = "asked") -> Path:
    path = bank.inbox / f"{survey}.csv"
    lines = ["id,at,who,score,mark", *(",".join(map(str, row)) for row in given)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def take(bank: Bank, given: Rows, survey: str = "asked", may_retire: bool = False) -> FileReport:
    (report,) = load(bank, [write(bank, given, survey)], may_retire=may_retire).files
    return report


def ask(bank: Bank, query: str) -> list[tuple[object, ...]]:
    path = bank.current()
    assert path is not None
    with duckdb.connect(path, read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_the_same_file_again_is_nothing_new_and_the_loads_say_so(bank: Bank) -> None:
    describe(bank)
    first, again = take(bank, rows(20)), take(bank, rows(20))
    assert (first.is_nothing_new, first.added) == (False, 20)
    assert (again.is_nothing_new, again.unchanged, again.added) == (True, 20, 0)
    told = "select rows_added, rows_unchanged, same_as_load_id from mart_load order by load_id"
    assert ask(bank, told) == [(20, 0, None), (0, 20, first.load_id)]
    assert ask(bank, "select count(*) from fct_response") == [(20,)]


def test_a_tenth_may_go_without_asking_more_may_not(bank: Bank) -> None:
    describe(bank, top=WHOLE)
    take(bank, rows(20))
    with pytest.raises(Refused, match="3 rows loaded before, of 20") as refused:
        take(bank, rows(17))
    assert "--yes-retire" in refused.value.refusals[0].what_to_do
    assert refused.value.refusals[0].where == "asked.csv"
    assert ask(bank, "select count(*) from fct_response") == [(20,)]
    assert take(bank, rows(18)).retired == 2
    assert ask(bank, "select count(*) from fct_response") == [(18,)]
    assert take(bank, rows(9), may_retire=True).retired == 9


def test_a_response_keeps_its_history_and_may_come_back(bank: Bank) -> None:
    describe(bank, top=WHOLE)
    first = take(bank, rows(20))
    corrected = [("r0", "2026-01-01 10:00:00", "pr0", 10, 5), *rows(20)[1:-1]]  # r0 corrected, r19 gone
    second = take(bank, corrected)
    assert (second.changed, second.unchanged, second.retired) == (1, 18, 1)
    history = """
        select response_id, first_load_id, last_changed_at is not null, changed_load_id, last_load_id, retired_load_id
        from stg_response_history where response_id in ('r0', 'r1', 'r19') order by 1"""
    one, two = first.load_id, second.load_id
    assert ask(bank, history) == [
        ("r0", one, True, two, two, None),
        ("r1", one, True, one, two, None),
        ("r19", one, True, one, one, two),
    ]
    assert ask(bank, "select count(*) from retired_ratings") == [(1,)]
    third = take(bank, rows(20))
    assert (third.added, third.returned, third.changed) == (1, 1, 1)
    found = ask(bank, history)
    assert found[0] == ("r0", one, True, third.load_id, third.load_id, None)
    assert found[2] == ("r19", one, True, third.load_id, third.load_id, None)
    assert ask(bank, "select count(*) from fct_rating") == [(20,)]
    assert ask(bank, "select count(*) from retired_survey_responses") == [(0,)]


def test_a_monthly_export_speaks_for_its_month_alone(bank: Bank) -> None:
    describe(bank, top=f'{WHOLE}\ncovers = "month"')
    take(bank, rows(20, "2026-01", "a"))
    assert take(bank, rows(20, "2026-02", "b")).retired == 0
    shorter = rows(20, "2026-02", "b")[:-1]
    assert take(bank, shorter).retired == 1
    assert ask(bank, "select count(*) from fct_response") == [(39,)]
    describe(bank, top=f'{WHOLE}\ncovers = "file span"')
    assert take(bank, [row for row in shorter if row[1] < "2026-02-10"]).retired == 0


def test_a_whole_export_never_retires_what_another_description_brought(bank: Bank) -> None:
    describe(bank, "asked", top=WHOLE)
    describe(bank, "other")
    take(bank, rows(20))
    take(bank, rows(20), "other")
    take(bank, rows(10), may_retire=True)
    assert ask(bank, "select survey_id, count(*) from fct_response group by 1 order by 1") == [
        ("asked", 10),
        ("other", 20),
    ]


def test_two_surveys_with_the_same_responses_are_told_and_both_counted(bank: Bank) -> None:
    describe(bank, "asked")
    describe(bank, "other")
    report = load(bank, [write(bank, rows(60)), write(bank, rows(40), "other")])
    (overlap,) = report.survey_overlaps
    assert (overlap.survey_id, overlap.other_survey_id) == ("asked", "other")
    assert (overlap.same_person_responses, overlap.responses_of_smaller) == (40, 40)
    assert ask(bank, "select count(*) from fct_response") == [(100,)]
    assert ask(bank, "select other_survey_id from survey_overlap") == [("other",)]


def test_surveys_of_other_times_or_answers_are_not_told(bank: Bank) -> None:
    describe(bank, "asked")
    describe(bank, "other")
    # the same minutes, other people; answers that only coincide now and then, as in any other week
    other = [
        (f"o{i}", at, f"q{i}", (score * 7 + 3) % 11, mark % 5 + 1) for i, (_, at, _, score, mark) in enumerate(rows(60))
    ]
    report = load(bank, [write(bank, rows(60)), write(bank, other, "other")])
    assert report.survey_overlaps == ()


def test_suspected_repeats_are_flagged_and_counted(bank: Bank) -> None:
    describe(bank)
    given: Rows = [
        ("1", "2026-01-05 10:00:00", "ann", 9, 5),
        ("2", "2026-01-05 10:04:00", "ann", 9, 5),  # the same again, minutes later
        ("3", "2026-01-05 10:05:00", "ann", 8, 5),  # another answer
        ("4", "2026-01-05 11:00:00", "ann", 8, 5),  # the same answer, an hour later
        ("5", "2026-01-05 10:04:00", "bob", 9, 5),  # somebody else
        ("6", "2026-01-05 10:04:00", "", 9, 5),  # nobody knows who
        ("7", "2026-01-05 10:04:00", "", 9, 5),
    ]
    take(bank, given)
    assert ask(bank, "select response_id from fct_response where is_suspected_repeat") == [("2",)]
    assert ask(bank, "select count(*) from fct_response") == [(7,)]
    assert ask(bank, "select responses, suspected_repeat_responses from mart_quality_month") == [(7, 1)]


def test_rows_without_an_id_are_told_apart_by_occurrence(bank: Bank) -> None:
    describe(bank)
    place = bank.config / "survey_responses" / "asked.toml"
    text = place.read_text(encoding="utf-8").replace('[columns.response_id]\ncolumn = "id"\n', "")
    place.write_text(text, encoding="utf-8")
    twins: Rows = [("", "2026-01-05 10:00:00", "", 9, 5)] * 3
    assert take(bank, twins).added == 3
    assert take(bank, twins).is_nothing_new
    assert take(bank, twins + twins[:1]).added == 1
    assert ask(bank, "select count(*) from fct_response") == [(4,)]


def test_one_answer_per_person_counts_the_latest_and_tells_the_rest(bank: Bank) -> None:
    describe(bank, settings="one_per_person_days = 30")
    given: Rows = [
        ("1", "2026-01-01 10:00:00", "ann", 1, 1),
        ("2", "2026-01-20 10:00:00", "ann", 9, 5),
        ("3", "2026-02-19 10:00:00", "ann", 8, 4),  # thirty days after the second
        ("4", "2026-01-20 10:00:00", "bob", 7, 3),
        ("5", "2026-01-20 10:00:00", "", 7, 3),
        ("6", "2026-01-21 10:00:00", "", 7, 3),
    ]
    report = load(bank, [write(bank, given)])
    assert [(left.survey_id, left.responses, left.one_per_person_days) for left in report.left_out] == [
        ("asked", 1, 30)
    ]
    assert ask(bank, "select response_id from fct_response order by 1") == [("2",), ("3",), ("4",), ("5",), ("6",)]
    assert ask(bank, "select count(*) from raw_survey_responses") == [(6,)]
    assert ask(bank, "select responses, left_out_responses from dim_survey") == [(5, 1)]
    assert ask(bank, "select count(*) from fct_rating") == [(5,)]
    describe(bank)  # off again: everything counts
    assert load(bank, [write(bank, given)]).left_out == ()
    assert ask(bank, "select count(*) from fct_response") == [(6,)]


LINK = """
[[links]]
measure = "satisfaction"
touchpoint = "overall"
changed = "scale"
was = "1–5"
becomes = "1–10"
note = "改为十级"
reviewed_by = "王敏"
reviewed_on = 2026-02-03
"""
BREAKS = (
    "select measure, touchpoint_id, break_on::text, what_changed, was, becomes, is_reviewed, note_en from mart_break"
)


def test_a_changed_scale_is_a_break_reviewed_or_not(bank: Bank) -> None:
    describe(bank)
    take(bank, rows(20))
    assert ask(bank, BREAKS) == []
    describe(bank, maximum=10)
    take(bank, rows(20, "2026-03", "n"))
    assert ask(bank, BREAKS) == [("satisfaction", "overall", "2026-03-01", "scale", "1–5", "1–10", False, "")]
    describe(bank, maximum=10, links=LINK.replace("was =", "from_on = 2026-02-15\nwas ="))
    take(bank, rows(20, "2026-03", "n"))
    assert ask(bank, BREAKS) == [("satisfaction", "overall", "2026-02-15", "scale", "1–5", "1–10", True, "改为十级")]
    # scales stay apart
    scales = "select distinct scale_minimum, scale_maximum from mart_rating_month order by all"
    assert ask(bank, scales) == [(1, 5), (1, 10)]


def test_a_link_without_a_day_begins_with_the_first_answer_read_by_its_description(bank: Bank) -> None:
    describe(bank)
    take(bank, rows(20))
    describe(bank, "asked_new", links=LINK.replace('"scale"', '"wording"'))
    place = bank.config / "survey_responses" / "asked_new.toml"
    text = place.read_text(encoding="utf-8").replace('id = "asked_new"', 'id = "asked"')
    place.write_text(text.replace('files = "asked_new*"', 'files = "reworded*"'), encoding="utf-8")
    take(bank, rows(20, "2026-03", "n"), "reworded")
    assert ask(bank, BREAKS) == [("satisfaction", "overall", "2026-03-01", "wording", "1–5", "1–10", True, "改为十级")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ({"links": LINK.replace('reviewed_by = "王敏"', "")}, "reviewed_by is missing"),
        ({"links": LINK.replace("reviewed_on = 2026-02-03", "")}, "reviewed_on is missing"),
        ({"links": LINK.replace('"overall"', '"queue"')}, "touchpoint is 'queue'"),
        ({"links": LINK.replace('"scale"', '"colour"')}, "changed is 'colour'"),
        ({"links": LINK.replace("2026-02-03", '"2026-02-03"')}, "reviewed_on is '2026-02-03'"),
        ({"top": 'covers = "month"'}, "covers without authority"),
        ({"top": f'{WHOLE}\ncovers = "week"'}, "covers is 'week'"),
        ({"settings": "one_per_person_days = 0"}, "one_per_person_days is 0"),
    ],
)
def test_what_a_description_may_not_say(bank: Bank, text: dict[str, str], told: str) -> None:
    describe(bank, **text)  # type: ignore[arg-type]
    with pytest.raises(DescriptionError) as refused:
        load_description(bank.config / "survey_responses" / "asked.toml")
    assert told in str(refused.value)


def test_units_have_no_days_to_speak_of(tmp_path: Path) -> None:
    path = tmp_path / "units.toml"
    columns = "".join(f'[columns.{name}]\ncolumn = "{name}"\n' for name in ("unit_id", "parent_id", "level", "name"))
    path.write_text(f'table = "units"\n{WHOLE}\ncovers = "month"\n{columns}', encoding="utf-8")
    with pytest.raises(DescriptionError, match="rows of units have no day"):
        load_description(path)


def test_a_report_is_told_in_words(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    from pipelines import told

    describe(bank, "asked", settings="one_per_person_days = 30")
    describe(bank, "other")
    again: Rows = [("x", "2026-01-02 10:00:00", "pr0", 1, 1)]
    load(bank, [write(bank, rows(20) + again), write(bank, rows(20), "other")])
    report: LoadReport = load(bank, [write(bank, rows(20) + again)])
    told.report(Console(width=200), report)
    out = capsys.readouterr().out
    for words in ("nothing new, 21 as they were", "seem to hold the same 20 responses", "1 earlier answers of people"):
        assert words in out
