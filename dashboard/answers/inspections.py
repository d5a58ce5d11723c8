"""What inspections found, item by item, beside what customers say of the same touchpoint."""

from __future__ import annotations

from dashboard.answers.cells import numbered
from dashboard.answers.once import once
from dashboard.answers.question import Question, ask
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Key, Released


@once
def of(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Every item that was looked at in the period, the touchpoints in their order and the items of each by name.

    values: keys (("touchpoint", id), ("item", name)): the share in order at the first look, with the looks as base;
    "" is the touchpoint of what names none. chart: ``together``, all of them as one; ``touchpoint_scores``, aligned
    with values, satisfaction at the item's touchpoint in the same selection (None where none was rated).
    """
    question = ask("unit.inspections", "inspection_pass_rate", build, chosen, scope, by="item")
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        inside = question.inside(question.period)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    frame = question.read.frame
    order = {each.touchpoint_id: at for at, each in enumerate(question.catalogue.touchpoints)}
    rows = list(zip(frame["touchpoint_id"].tolist(), frame["group"].tolist(), strict=True))
    found = {row for row, is_in in zip(rows, inside.tolist(), strict=True) if is_in}
    items = sorted(found, key=lambda row: (order.get(row[0], len(order)), row))
    if not items:
        return question.nothing(question.kind.empty)
    place = {row: at for at, row in enumerate(items)}
    codes = numbered(rows, place, inside)
    keys: list[Key] = [(("touchpoint", touchpoint), ("item", item)) for touchpoint, item in items]
    (together,) = question.release([(("period", "current"),)], question.summed(question.period))
    scores = _scores(question, sorted({touchpoint for touchpoint, _ in items if touchpoint}))
    return question.answer(
        question.release(keys, question.kind.sum(frame, codes, len(items))),
        chart={"together": together, "touchpoint_scores": tuple(scores.get(each) for each, _ in items)},
    )


def _scores(question: Question, touchpoints: list[str]) -> dict[str, Released]:
    """Satisfaction at each of these touchpoints, where this survey rates it and the cut can be told."""
    everything = question.chosen.with_members("touchpoint", ()).with_members("journey", ())
    rated = ask("unit.inspections", "satisfaction", question.build, everything, question.scope, by="touchpoint")
    if rated.absent() is not None or rated.period is None:
        return {}
    try:
        inside = rated.inside(rated.period)
    except TooFineError:
        return {}
    place = {each: at for at, each in enumerate(touchpoints)}
    codes = numbered(rated.read.frame["group"].tolist(), place, inside)
    summed = rated.kind.sum(rated.read.frame, codes, len(touchpoints))
    told = rated.release([(("touchpoint", each),) for each in touchpoints], summed)
    return {each: value for each, value in zip(touchpoints, told, strict=True) if value.base}
