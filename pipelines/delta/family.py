"""What may be shown, worked out again for the questions and spans alone in which anybody's answers changed.

Everything that core_shown, core_class and what lies between them decide, they decide within one question and one span:
those of the others stay as they are, and so does what the marts made last say of them.
"""
# ruff: noqa: S608

from __future__ import annotations

from pipelines import models
from pipelines.delta.parts import AFTER, BEFORE, FAMILY, QUESTION, Parts
from pipelines.delta.rules import OF_PLACES, PLACE

_QUESTION = "survey_id, kind, touchpoint_id, scale_minimum, scale_maximum"


def renew(parts: Parts) -> bool:
    """Bring the marts of ``models.GRAINS`` up to date; False, and nothing done, where a month changed its span.

    The marts of answers and ratings by month have been added up already, in the draft and in both parts.
    """
    connection = parts.connection
    models.run(connection, "core", "core_span")
    moved = """select 1 from core_span inner join served.mart_span as was using (month)
        where core_span.span_on <> was.span_on limit 1"""
    if connection.execute(moved).fetchall():
        return False
    _find_places(parts)
    connection.execute(
        f"""create table {FAMILY}.mart_response_month as
        from {parts.of_draft("mart_response_month")} as mart where exists (
            select 1 from touched_month as touched
            where touched.survey_id = mart.survey_id and touched.month = mart.month and touched.kind = 'recommend'
        )"""
    )
    same = " and ".join(f"touched.{name} = mart.{name}" for name in (*_QUESTION.split(", "), "month"))
    connection.execute(
        f"""create table {FAMILY}.mart_rating_month as
        from {parts.of_draft("mart_rating_month")} as mart
        where exists (select 1 from touched_month as touched where {same})"""
    )
    with parts.within(FAMILY):
        for name in models.FAMILY:
            models.run(connection, "core", name)
        for name in OF_PLACES:
            models.run(connection, "marts", name)
    for name in OF_PLACES:
        here = parts.of_draft(name)
        same = " and ".join(f"touched.{column} = row_of.{column}" for column in PLACE.split(", "))
        connection.execute(
            f"delete from {here} as row_of where exists (select 1 from touched_place as touched where {same})"
        )
        connection.execute(f"insert into {here} from {FAMILY}.{name}")
        of_touched = f"semi join touched_place using ({PLACE})"
        connection.execute(f"create table {QUESTION}.{name} as from {here} {of_touched}")
    for name in ("mart_response_month", "mart_rating_month"):
        connection.execute(f"create view {QUESTION}.{name} as from {FAMILY}.{name}")
    models.run(connection, "marts", "mart_span")
    return True


def _find_places(parts: Parts) -> None:
    """Make touched_place: the questions and spans with answers that came, changed or went; and their months."""
    months = " union ".join(
        f"""select survey_id, 'recommend' as kind, '' as touchpoint_id, 0.0::double as scale_minimum,
            10.0::double as scale_maximum, month
        from {part}.mart_response_month where dimension = 'all' and recommend_responses > 0
        union
        select {_QUESTION}, month from {part}.mart_rating_month where dimension = 'all' and ratings > 0"""
        for part in (BEFORE, AFTER)
    )
    parts.connection.execute(
        f"""create or replace temporary table touched_place as
        with spans as (select month, span_on from core_span union select month, span_on from served.mart_span)
        select distinct {PLACE} from ({months}) inner join spans using (month)"""
    )
    parts.connection.execute(
        f"""create or replace temporary table touched_month as
        select {_QUESTION}, month from touched_place inner join core_span using (span_on)"""
    )
