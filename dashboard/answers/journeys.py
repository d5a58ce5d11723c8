"""Where along the way does it go wrong: the touchpoints of each journey in order, with scores and complaints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dashboard.answers.cells import numbered
from dashboard.answers.kinds import Codes, Summed
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries import responses
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Touchpoint
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key, Released

NO_JOURNEY = ("未归入旅程", "In no journey")


@once
def steps(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Every touchpoint of every journey (of the chosen journeys and touchpoints, if any are), in order.

    measure: satisfaction at the touchpoint; "nps" of the answers given there where this survey rates no touchpoint.
    values: keys (("journey", id), ("touchpoint", id)), one per step, also where nobody answered (hidden, base 0).
    chart: ``steps`` (catalogue.Touchpoint) aligned with values; ``complaints`` aligned, counts by touchpoint, () where
    none are recorded or the cut is not known to them; ``complaint_rates`` aligned, per 10,000 customers, or ();
    ``inspections`` aligned, the share in order at the first look, and ``drop_offs`` aligned, the share that entered a
    step and did not complete it in its time; each () where none are recorded or the cut is not known to them.
    ``no_drop_off`` says why there are none ('' where there are); ``journeys``, the score of the answers to each whole
    journey, keys (("journey", id),), or ().

    A chosen journey or touchpoint says which steps are shown; it does not narrow the records once more, because a step
    belongs to one journey (and records need not name it). Steps of no journey, id "", stand last.
    """
    return replace(_steps_of(build, chosen, scope), slice=chosen)


def _steps_of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    everything = chosen.with_members("journey", ()).with_members("touchpoint", ())
    rated = ask("journeys.steps", "satisfaction", build, everything, scope, by="touchpoint")
    asked = _steps(rated, chosen)
    if rated.survey is None or rated.period is None:
        return rated.nothing("no_responses")
    question = rated
    codes = codes_of(rated, asked)
    if not (codes >= 0).any():
        question = ask("journeys.steps", "nps", build, everything, scope, by="touchpoint")
        if (missing := question.absent()) is not None:
            return question.nothing(missing)
        codes = codes_of(question, asked)
    if not asked or not (codes >= 0).any():
        return question.nothing("no_responses")
    values = question.release(keys_of(asked), question.kind.sum(question.read.frame, codes, len(asked)))
    drop_offs, no_drop_off = shares(question, "drop_off", asked)
    return question.answer(
        values,
        chart={
            "steps": asked,
            "complaints": recorded(question, "complaints", asked),
            "complaint_rates": recorded(question, "complaints_per_10k", asked),
            "inspections": shares(question, "inspection_pass_rate", asked)[0],
            "drop_offs": drop_offs,
            "no_drop_off": no_drop_off,
            "journeys": whole_scores(question, asked),
        },
        labels={
            pair: names
            for step in asked
            for pair in (
                ("journey", step.journey_id or ""),
                ("touchpoint", step.touchpoint_id),
                ("channel", step.channel),
            )
            if (names := NO_JOURNEY if pair == ("journey", "") else question.label(*pair)) is not None
        },
        comparisons=sum(1 for value in values if value.shown != "hidden"),
    )


def _steps(question: Question, chosen: Slice) -> tuple[Touchpoint, ...]:
    """The steps looked at. A chosen touchpoint or journey narrows; the survey's overall question is no step."""
    journeys = chosen.members.get("journey")
    touchpoints = chosen.members.get("touchpoint")
    steps = [
        step
        for step in question.catalogue.touchpoints
        if step.touchpoint_id != responses.OVERALL
        and (journeys is None or (step.journey_id or "") in journeys)
        and (touchpoints is None or step.touchpoint_id in touchpoints)
    ]
    return tuple(sorted(steps, key=lambda step: step.journey_id is None))


def keys_of(asked: Sequence[Touchpoint]) -> list[Key]:
    return [(("journey", step.journey_id or ""), ("touchpoint", step.touchpoint_id)) for step in asked]


def codes_of(question: Question, asked: Sequence[Touchpoint]) -> Codes:
    """Which step each row of counts belongs to, inside the period."""
    if question.period is None:
        return np.full(0, -1, dtype=np.int64)
    place = {step.touchpoint_id: at for at, step in enumerate(asked)}
    return numbered(question.read.frame["group"].tolist(), place, question.inside(question.period))


def recorded(question: Question, measure: str, asked: Sequence[Touchpoint]) -> tuple[Released, ...]:
    """Complaints at each step, raw with the merged count beside it; nothing where this cut is not known to them."""
    other = ask(question.name, measure, question.build, question.chosen, question.scope, by="touchpoint")
    if other.absent() is not None or other.period is None:
        return ()
    try:
        frame = other.read.frame
    except TooFineError:
        return ()
    codes = codes_of(other, asked)
    inside = other.inside(other.period)
    if measure == "complaints":
        return other.release(keys_of(asked), other.kind.sum(frame, codes, len(asked))) if inside.any() else ()
    # Every step of the same units shares their exposure; a step without a complaint is 0 with its upper bound.
    exposure = frame.loc[inside].drop_duplicates("month")["customers"].sum() if inside.any() else 0
    if not exposure:
        return ()
    summed = other.kind.sum(frame, codes, len(asked))
    shared = {**summed.sums, "exposure": np.full(len(asked), float(exposure))}
    return other.release(keys_of(asked), Summed(summed.size, shared, summed.is_freer))


def shares(question: Question, measure: str, asked: Sequence[Touchpoint]) -> tuple[tuple[Released, ...], str]:
    """A share of the bank's own records at each step, aligned; or () and why there is none."""
    other = ask(question.name, measure, question.build, question.chosen, question.scope, by="touchpoint")
    if (missing := other.absent()) is not None or other.period is None:
        return (), missing or other.kind.empty
    try:
        codes = codes_of(other, asked)
    except TooFineError:
        return (), "cut_too_fine"
    if not (codes >= 0).any():
        return (), other.kind.empty
    return other.release(keys_of(asked), other.kind.sum(other.read.frame, codes, len(asked))), ""


def whole_scores(question: Question, asked: Sequence[Touchpoint]) -> tuple[Released, ...]:
    """The score of the answers to each journey as a whole; nothing where the recommend question was not asked."""
    whole = ask(question.name, "nps", question.build, question.chosen, question.scope, by="journey")
    if whole.absent() is not None or whole.period is None:
        return ()
    journeys = tuple(dict.fromkeys(step.journey_id for step in asked if step.journey_id))
    if not journeys:
        return ()
    place = {journey: at for at, journey in enumerate(journeys)}
    codes = numbered(whole.read.frame["group"].tolist(), place, whole.inside(whole.period))
    summed = whole.kind.sum(whole.read.frame, codes, len(journeys))
    return whole.release([(("journey", journey),) for journey in journeys], summed)
