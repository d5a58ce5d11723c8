"""Real surveys, complaints and suggestions of many systems, loaded by the command, count to what their owners say.

The files are public but not part of the project: the tests skip where ../shared/realdata is absent. All but the
narratives are loaded into one bank by one run; the narratives have a bank of their own, because the numbers that stand
for their ids occur as complaint ids in another of the files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import pytest

from pipelines.__main__ import main
from pipelines.banks import bank as bank_named
from tests.pipelines.exports import REAL_DESCRIPTIONS, REAL_EXPORTS

pytestmark = pytest.mark.skipif(not REAL_EXPORTS.is_dir(), reason="the real exports (../shared/realdata) are not here")

Query = Callable[..., list[tuple[Any, ...]]]
WORLD = (
    "sfo_2013/2013_SFO_Customer_Survey.csv",
    "qualtrics_ropensci/sample_masked.csv",
    "qualtrics_ropensci/sample_legacy_masked.csv",
    "surveymonkey_starwars/StarWars.csv",
    "surveymonkey_flying/flying-etiquette.csv",
    "typeform_fcc2016/2016 New Coders Survey Part 1.csv",
    "limesurvey_rse2018/public_data.csv",
    "gforms_mybinder/mybinder.org-user-survey-feb-2020.csv",
    "surveygizmo_jupyter2015/20160115235816-SurveyExport.csv",
    "cfpb_2016_small/Consumer_Complaints_capitalprince.csv",
    "cfpb_2016_small/Consumer_Complaints_bkreis84.csv",
    "nyc_pb/Participatory_Budgeting_Projects.csv",
    "peps_suggestions/peps.csv",
)


def _loaded(bank: str, files: tuple[str, ...]) -> Query:
    """A bank with the descriptions of real exports and these files; a function that asks its build."""
    config = bank_named(bank).config
    shutil.copytree(REAL_DESCRIPTIONS, config)
    assert main(["load", *(str(REAL_EXPORTS / file) for file in files), "--bank", bank, "--json"]) == 0
    path = bank_named(bank).current()
    assert path is not None

    def ask(sql: str, *values: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(path, read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    return ask


@pytest.fixture(scope="module")
def own_banks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUIYIN_BANKS", str(tmp_path_factory.mktemp("real") / "banks"))
        patch.delenv("HUIYIN_BANK", raising=False)
        yield


@pytest.fixture(scope="module")
def world(own_banks: None) -> Query:
    return _loaded("world", WORLD)


@pytest.fixture(scope="module")
def narratives(own_banks: None) -> Query:
    return _loaded("narratives", ("cfpb_narratives/Consumer_Complaints.csv",))


def _chosen(world: Query, survey: str, question: str) -> dict[str, int]:
    return dict(
        world(
            """select option_name, count(*) from fct_choice
            where survey_id = ? and question = ? and was_selected group by option_name""",
            survey,
            question,
        )
    )


def test_no_row_of_any_file_is_refused_or_lost(world: Query) -> None:
    rows = dict(world("select file_name, rows_accepted from build_load where rows_read = rows_accepted"))
    assert rows == {
        "2013_SFO_Customer_Survey.csv": 3535,
        "sample_masked.csv": 1,
        "sample_legacy_masked.csv": 1,
        "StarWars.csv": 1186,
        "flying-etiquette.csv": 1040,
        "2016 New Coders Survey Part 1.csv": 15653,
        "public_data.csv": 997,
        "mybinder.org-user-survey-feb-2020.csv": 346,
        "20160115235816-SurveyExport.csv": 1706,
        "Consumer_Complaints_capitalprince.csv": 1000,
        "Consumer_Complaints_bkreis84.csv": 349,
        "Participatory_Budgeting_Projects.csv": 1491,
        "peps.csv": 740,
    }
    assert world("select count(*) from build_load where rows_repeated > 0") == [(0,)]


def test_the_airport_was_not_asked_the_question_in_2013(world: Query) -> None:
    assert world(
        """select responses, recommend_responses, score_0, off_scale, blank from mart_response_month
        where survey_id = 'sfo_2013' and dimension = 'all'"""
    ) == [(3535, 0, 0, 0, 0)]
    assert world(
        "select recommend_state, count(*), count(recommend) from fct_response where survey_id = 'sfo_2013' group by all"
    ) == [("not_asked", 3535, 0)]
    assert world("select has_recommend from dim_survey where survey_id = 'sfo_2013'") == [(False,)]


def test_the_airport_as_a_whole_in_2013(world: Query) -> None:
    [(ratings, top_box, score_sum, not_used, blank)] = world(
        """select ratings, top_box, score_sum, not_used, blank from mart_rating_month
        where survey_id = 'sfo_2013' and touchpoint_id = 'overall' and dimension = 'all'"""
    )
    assert (ratings, round(score_sum / ratings, 4), round(100 * top_box / ratings, 4)) == (3334, 3.9820, 79.2741)
    assert (not_used, blank) == (70, 131)


@pytest.mark.parametrize("survey", ["qualtrics", "qualtrics_legacy"])
def test_the_one_answer_of_qualtrics(world: Query, survey: str) -> None:
    assert _chosen(world, survey, "q1") == {"2": 1}
    assert world("select text from verbatim where survey_id = ?", survey) == [("Hello World!",)]
    assert world("select is_partial from fct_response where survey_id = ?", survey) == [(False,)]


def test_who_has_seen_a_film(world: Query) -> None:
    assert _chosen(world, "films", "has_seen_any") == {"Yes": 936, "No": 250}
    seen = _chosen(world, "films", "seen")
    assert len(seen) == 6
    assert seen["Star Wars: Episode V The Empire Strikes Back"] == 758
    assert len(_chosen(world, "films", "order")) == 6


def test_how_often_people_fly(world: Query) -> None:
    assert _chosen(world, "flying", "travels") == {
        "Once a year or less": 633,
        "Once a month or less": 205,
        "Never": 166,
        "A few times per month": 29,
        "A few times per week": 4,
        "Every day": 3,
    }


def test_new_coders_are_told_apart_by_their_hash_and_their_network(world: Query) -> None:
    assert world(
        """select count(*), count(distinct response_id), count(distinct respondent_key)
        from raw_survey_responses where survey_id = 'new_coders'"""
    ) == [(15653, 15653, 15198)]
    chosen = _chosen(world, "new_coders", "events")
    assert len(chosen) == 10
    assert world(
        """select count(*) from raw_choices
        where survey_id = 'new_coders' and option_name = 'Other' and was_selected and other_text is null"""
    ) == [(0,)]


def test_end_points_with_words_count_and_the_answer_is_satisfaction(world: Query) -> None:
    where = "where survey_id = 'software_engineers' and touchpoint_id = 'overall'"
    assert world(
        f"""select count(*), round(avg(score), 4), count(*) filter (where score >= 9),
            count(*) filter (where score between 7 and 8), count(*) filter (where score <= 6)
        from fct_rating {where} and state = 'valid'"""  # noqa: S608 - a text of this file
    ) == [(851, 6.8672, 157, 424, 270)]
    assert round(100 * (157 - 270) / 851, 4) == -13.2785  # what it would be, were it the recommend question
    assert world(f"select distinct kind from fct_rating {where}") == [("satisfaction",)]  # noqa: S608
    assert world("select distinct recommend_state from fct_response where survey_id = 'software_engineers'") == [
        ("not_asked",)
    ]


def test_yes_maybe_and_no_are_choices(world: Query) -> None:
    assert _chosen(world, "mybinder", "would_recommend") == {"Yes": 270, "Maybe": 49, "No": 18}
    assert world("select count(*) from fct_response where survey_id = 'mybinder'") == [(270 + 49 + 18 + 9,)]
    assert world("select count(*) from verbatim where survey_id = 'mybinder'") == [(239,)]
    first = "select min(responded_at) from raw_survey_responses where survey_id = 'mybinder'"
    assert str(world(first)[0][0]) == "2020-01-29 22:02:25"  # 3:02:25 pm CET on the bank's clock


def test_answers_left_before_the_end_are_named(world: Query) -> None:
    assert dict(
        world("select is_partial, count(*) from fct_response where survey_id = 'jupyter' group by is_partial")
    ) == {False: 779, True: 927}


def _complaints(world: Query, column: str, year: int) -> dict[object, int]:
    return dict(
        world(
            f"select {column}, count(*) from raw_complaints where year(received_at) = ? group by 1",  # noqa: S608
            year,
        )
    )


def test_complaints_of_2013(world: Query) -> None:
    assert _complaints(world, "monthname(received_at)", 2013) == {"August": 186, "September": 813, "October": 1}
    assert _complaints(world, "business", 2013)["Mortgage"] == 343
    assert _complaints(world, "is_timely", 2013) == {True: 984, False: 16}
    assert _complaints(world, "cause", 2013)["Loan modification,collection,foreclosure"] > 0
    assert dict(
        world(
            """select month::text, complaints from mart_complaint_month
            where dimension = 'all' and month < '2014-01-01'"""
        )
    ) == {"2013-08-01": 186, "2013-09-01": 813, "2013-10-01": 1}


def test_complaints_of_2016_and_what_is_not_known_of_them(world: Query) -> None:
    assert _complaints(world, "business", 2016)["Credit reporting"] == 136
    assert _complaints(world, "unit_id", 2016)["Equifax"] == 94
    assert _complaints(world, "is_disputed", 2016) == {None: 308, True: 41}  # empty is not "No"
    assert _complaints(world, "is_disputed", 2013) == {True: 211, False: 789}


WON = """
    select year(submitted_at), count(*) filter (where status = 'won'), count(*)
    from raw_suggestions where source = 'resident' group by 1 order by 1
"""


def test_votes_that_were_won_and_votes_that_were_not_recorded(world: Query) -> None:
    by_year = world(WON)
    assert by_year == [
        (2012, 36, 89),
        (2013, 65, 142),
        (2014, 55, 141),
        (2015, 114, 348),
        (2016, 131, 377),
        (2017, 138, 394),
    ]
    won, proposed = sum(row[1] for row in by_year), sum(row[2] for row in by_year)
    assert (won, proposed, round(100 * won / proposed, 4)) == (539, 1491, 36.1502)
    assert world(
        """select count(*) filter (where votes is null), count(*) filter (where votes = 0)
        from raw_suggestions where source = 'resident'"""
    ) == [(372, 0)]
    lines = dict(world("select line, count(*) from raw_suggestions where source = 'resident' group by line"))
    assert lines["Parks and Recreation"] == 250 + 50  # two spellings, made one by the description
    assert lines["Parks"] == 7  # and nothing by likeness


def test_proposals_stand_where_their_source_says(world: Query) -> None:
    assert dict(world("select status, count(*) from raw_suggestions where source = 'author' group by status")) == {
        "Final": 374,
        "Rejected": 131,
        "Withdrawn": 71,
        "Draft": 52,
        "Active": 38,
        "Deferred": 36,
        "Superseded": 25,
        "Accepted": 11,
        "Draught": 1,
        "April Fool!": 1,
    }
    assert world(
        """select count(*), median(date_diff('day', submitted_at, decided_at)) from raw_suggestions
        where source = 'author' and decided_at is not null"""
    ) == [(67, 153.0)]
    assert world(
        """select refused_row.reason, refused_row.is_row_taken, raw_suggestions.suggestion_id from refused_row
        inner join raw_suggestions using (load_id, row_number)"""
    ) == [("before_submitted_at", True, "820")]


def test_products_and_words_of_narratives(narratives: Query) -> None:
    products = dict(narratives("select business, count(*) from raw_complaints group by business"))
    assert sum(products.values()) == 3947
    assert (products["Debt collection"], products["Mortgage"], products["Credit reporting"]) == (969, 800, 758)
    counts = {
        word: narratives(
            "select count(*) from raw_complaints where regexp_matches(lower(narrative), ?)", rf"\b{word}\b"
        )[0][0]
        for word in ("credit", "account", "payment", "xxxx")
    }
    assert counts == {"credit": 1893, "account": 1597, "payment": 1031, "xxxx": 3251}


def test_narratives_are_counted_by_whole_words_and_redactions_are_none(narratives: Query) -> None:
    counted = dict(narratives("select word, documents from mart_word"))
    assert [counted[word] for word in ("credit", "account", "payment")] == [1893, 1597, 1031]
    assert not [word for word in counted if "xx" in word]
