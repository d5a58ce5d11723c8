"""Which responses have to be looked at again: those that changed, and those whose facts follow from theirs."""
# ruff: noqa: S608

from __future__ import annotations

import duckdb

from pipelines import models
from pipelines.delta.parts import AFTER, BEFORE, PEOPLE, Parts
from pipelines.delta.rules import AS_IT_WAS, EXCHANGED, OF_PEOPLE, RAW, STAGED
from pipelines.raw import TOUCHED

_KEY = "survey_id, response_id"


def spread(parts: Parts) -> None:
    """Make the models of people right in the draft, widen ``TOUCHED`` by what follows, and fill the parts."""
    connection = parts.connection
    _follow_people(parts)
    _follow_passages(connection)
    of_touched = f"semi join {TOUCHED} using ({_KEY})"
    connection.execute(f"create table {BEFORE}.raw_survey_responses as from served.raw_survey_responses {of_touched}")
    for table in EXCHANGED:
        # the draft still holds what is served; where its rows lie is kept, so that nobody has to look for them again
        gone = f"select rowid as place, * from {table} {of_touched}"
        connection.execute(f"create or replace temporary table gone_{table} as {gone}")
        connection.execute(f"create table {BEFORE}.{table} as select * exclude (place) from gone_{table}")
    for table in AS_IT_WAS:
        connection.execute(f"create table {BEFORE}.{table} as from served.{table}")
    for table in RAW:
        connection.execute(f"create table {AFTER}.{table} as from {table} {of_touched}")
    for part, views in ((BEFORE, ("stg_response", "stg_answering")), (AFTER, STAGED)):
        with parts.within(part):
            for view in views:
                models.run(connection, "staging", view)


def _follow_people(parts: Parts) -> None:
    """core_left_out and core_repeat depend on all answers of a person to a survey: told anew for touched people.

    A response that is left out now, or is not any more, or is suspected to be a repeat, is touched by that.
    """
    connection = parts.connection
    told = "survey_id, respondent_key"
    _note_touched(connection, "touched_person", told, "respondent_key is not null")
    connection.execute(
        f"""create table {PEOPLE}.raw_survey_responses as
        from raw_survey_responses semi join touched_person using ({told})"""
    )
    connection.execute(
        f"""create or replace temporary table answer_of_touched as
        select {_KEY} from {PEOPLE}.raw_survey_responses
        union
        select {_KEY} from served.raw_survey_responses semi join touched_person using ({told})"""
    )
    with parts.within(PEOPLE):
        models.run(connection, "core", "core_left_out")
        for view in ("stg_response", "stg_answering"):
            models.run(connection, "staging", view)
        models.run(connection, "core", "core_repeat")
    for table in OF_PEOPLE:
        connection.execute(
            f"""delete from {table} where exists (
                select 1 from answer_of_touched as told
                where told.survey_id = {table}.survey_id and told.response_id = {table}.response_id
            )"""
        )
        connection.execute(f"insert into {table} select {_KEY} from {PEOPLE}.{table}")
        was = f"(select {_KEY} from served.{table} semi join answer_of_touched using ({_KEY}))"
        now = f"(select {_KEY} from {PEOPLE}.{table})"
        connection.execute(
            f"""insert into {TOUCHED}
            from (({was} except {now}) union ({now} except {was})) anti join {TOUCHED} using ({_KEY})"""
        )


def _follow_passages(connection: duckdb.DuckDBPyConnection) -> None:
    """All responses of a touched passage are touched: which of them stands for it, and whether it hurt, may change."""
    told = "survey_id, trim(journey_instance_id) as passage"
    _note_touched(connection, "touched_passage", told, "trim(journey_instance_id) <> ''")
    connection.execute(
        f"""insert into {TOUCHED}
        select {_KEY} from (
            select {_KEY}, trim(journey_instance_id) as passage from raw_survey_responses
            union
            select {_KEY}, trim(journey_instance_id) as passage from served.raw_survey_responses
        )
        semi join touched_passage using (survey_id, passage)
        anti join {TOUCHED} using ({_KEY})"""
    )


def _note_touched(connection: duckdb.DuckDBPyConnection, name: str, told: str, condition: str) -> None:
    """Make a temporary table of what the touched responses say, as served and as they are now."""
    touched = f"semi join {TOUCHED} using ({_KEY}) where {condition}"
    connection.execute(
        f"""create or replace temporary table {name} as
        select {told} from served.raw_survey_responses {touched}
        union
        select {told} from raw_survey_responses {touched}"""
    )
