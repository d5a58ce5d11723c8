"""What becomes of each table when responses come, change or go: exchanged row by row, added up anew, or made anew.

A model that stands in neither list is made anew as soon as a table that it reads has changed; so a new model is right
before anybody has thought about it here.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.raw import CHILDREN, PARENT

RAW = tuple(f"raw_{table}" for table in (PARENT, *CHILDREN))
STAGED = ("stg_response", "stg_answering", "stg_rating", "stg_choice")
"""Views over these raw tables whose rows depend on one response alone."""
OF_PEOPLE = ("core_left_out", "core_repeat")
"""Which rows they hold depends on all answers of the same person to the same survey."""

EXCHANGED = ("fct_response", "fct_rating", "fct_choice", "verbatim", "core_sameness", "fct_pain")
"""Rows of single responses (of fct_pain: of passages, all of whose responses are looked at together)."""

ADDED: Mapping[str, tuple[str, ...]] = {
    "mart_response_month": ("node_id", "survey_id", "month", "placement_id", "dimension", "member_id"),
    "mart_rating_month": (
        "node_id",
        "survey_id",
        "month",
        "placement_id",
        "touchpoint_id",
        "kind",
        "scale_minimum",
        "scale_maximum",
        "dimension",
        "member_id",
    ),
    "mart_response_node": ("survey_id", "month", "node_id", "dimension", "member_id"),
    "mart_rating_node": (
        "survey_id",
        "month",
        "node_id",
        "touchpoint_id",
        "kind",
        "scale_minimum",
        "scale_maximum",
        "dimension",
        "member_id",
    ),
    "mart_response_day": ("node_id", "survey_id", "responded_on"),
    "mart_rating_day": (
        "node_id",
        "survey_id",
        "responded_on",
        "touchpoint_id",
        "kind",
        "scale_minimum",
        "scale_maximum",
    ),
    "mart_pain_pair": (
        "survey_id",
        "month",
        "placement_id",
        "journey_id",
        "first_touchpoint_id",
        "second_touchpoint_id",
    ),
    "mart_pain_score": ("survey_id", "month", "placement_id", "journey_id", "touchpoint_id"),
    "mart_driver_quarter": (
        "survey_id",
        "kind",
        "quarter",
        "placement_id",
        "journey_id",
        "first_touchpoint_id",
        "second_touchpoint_id",
    ),
    "mart_complaint_score": ("survey_id", "month", "placement_id", "has_complained"),
    "mart_quality_month": ("survey_id", "month", "placement_id"),
    "mart_volume_day": ("survey_id", "responded_on"),
}
"""The marts whose every column but these keys is a count or a sum over responses: of each row that exists at least one
count is above 0, so a row whose counts have all become 0 is a row that a full rebuild does not make."""

OF_PLACES = ("mart_grain", "mart_class")
"""What is worked out within one question and one span."""
PLACE = "survey_id, kind, touchpoint_id, scale_minimum, scale_maximum, span_on"
"""That question and span, as their columns."""

OF_EACH_ALONE: Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "fct_response": {"core_place": ((), ())},
    "fct_pain": {"dim_touchpoint": (("touchpoint_id",), ("journey_id",))},
    "mart_driver_quarter": {
        "dim_touchpoint": (("touchpoint_id",), ("journey_id",)),
        "dim_scale": (("survey_id", "touchpoint_id", "kind"), ("scale_minimum", "scale_maximum")),
    },
    "mart_quality_month": {"core_pace": (("survey_id", "journey_id"), ("usual_seconds",))},
}
"""Tables that may change without making what others made of them wrong: model -> table -> (key, what it reads of it).

It is enough that rows of the same key say the same before and after: rows that are new or gone belong to responses that
came or went, which are told of by themselves. core_place only follows which unit ids responses carry: where each unit
stood is told by the units, which no file of answers changes."""
BESIDE_TEXTS: Mapping[str, tuple[str, ...]] = {"mart_document": ("fct_response",)}
"""What it reads of these stands beside a text, and the texts' own table counts as changed where that does."""
AS_IT_WAS = ("core_left_out", "core_pace", "dim_scale", "dim_touchpoint")
"""What the rows that are taken off were counted by: the served build's own."""
TEXT_TABLES = ("core_document_text", "core_text_word", "core_word", "core_text_theme", "core_theme", "reg_word")
"""What segmenting makes, for as long as a build is made."""
