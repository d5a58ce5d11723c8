"""Experience and operations joined: steps complained of and liked, disliked in silence, passed and disliked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.answers.journeys import recorded, shares
from dashboard.answers.once import once
from dashboard.answers.question import Question
from dashboard.answers.step_counts import rated_steps
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Touchpoint
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats import families, steps
from dashboard.stats.estimates import Difference, Masked
from dashboard.values import Answer, ComparisonCode, Released, Verdict

SIDES = ("scores", "complaints", "inspections")
FINDINGS = {
    "complained_but_liked": {"scores": "higher", "complaints": "higher"},
    "silent": {"scores": "lower", "complaints": "lower"},
    "complained_and_disliked": {"scores": "lower", "complaints": "higher"},
    "passed_but_disliked": {"scores": "lower", "inspections": "higher"},
}
"""What two sides that are both decided make of a step."""


@once
def joined(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Where do customers and the bank's own records say different things about a step?

    Of the chosen journey, else the first. values: satisfaction per step, keys (("journey", id), ("touchpoint", id));
    verdicts aligned, each against "steps", the mean of the journey's steps. chart: ``complaints`` and ``inspections``
    aligned (Released; () where none are recorded or the cut is not known to them) with ``complaint_verdicts`` (against
    an equal part of the journey's complaints) and ``inspection_verdicts`` (against the mean of all inspected
    touchpoints); ``findings`` aligned, per step the codes of FINDINGS that hold. comparisons: all of them, one family.

    Complaints do not name the respondent, so that nobody can say who of the dissatisfied complained: the rates stand
    side by side. missing "one_step": there is nothing to hold it against.
    """
    counted = rated_steps("journeys.joined", build, chosen, scope)
    if isinstance(counted, Answer):
        return replace(counted, slice=chosen)
    question = counted.question
    many = len(counted.steps)
    if many < 2:
        return replace(question.nothing("one_step"), slice=chosen)
    complaints = recorded(question, "complaints", counted.steps)
    inspections, inspected = _inspections(question, counted.steps)
    events = np.array([float(value.base or 0) for value in complaints])
    tested = {
        "scores": steps.against_mean(counted.hits, counted.trials),
        "complaints": steps.parts_of_total(events) if complaints else None,
        "inspections": inspected,
    }
    nothing: Masked = np.ma.masked_array(np.zeros(many), mask=True)
    points = {side: nothing if found is None else found.points[:many] for side, found in tested.items()}
    p_values = [nothing if found is None else found.p_value[:many] for found in tested.values()]
    family = families.benjamini_hochberg([p for side in p_values for p in side.tolist()], what="steps and records")
    stands = family.stands.reshape(len(SIDES), many)
    codes = {
        side: tuple(_code(points[side], bool(stands[row, at]), at) for at in range(many))
        for row, side in enumerate(SIDES)
    }
    answer = question.answer(
        counted.values,
        [_verdict(code, is_good_high=True) for code in codes["scores"]],
        chart={
            "steps": counted.steps,
            "complaints": complaints,
            "complaint_verdicts": tuple(_verdict(code, is_good_high=False) for code in codes["complaints"]),
            "inspections": inspections,
            "inspection_verdicts": tuple(_verdict(code, is_good_high=True) for code in codes["inspections"]),
            "findings": tuple(_findings({side: codes[side][at] for side in SIDES}) for at in range(many)),
        },
        labels=counted.labels,
        comparisons=family.looked_at,
    )
    return replace(answer, slice=chosen)


def _inspections(question: Question, asked: tuple[Touchpoint, ...]) -> tuple[tuple[Released, ...], Difference | None]:
    """The journey's steps as they were inspected, and every inspected touchpoint against the mean of all of them (the
    journey's steps first)."""
    others = tuple(step for step in question.catalogue.touchpoints if step not in asked and step.journey_id)
    every, _ = shares(question, "inspection_pass_rate", (*asked, *others))
    if not every:
        return (), None
    passed = [float(value.parts["passed"]) for value in every]
    return every[: len(asked)], steps.against_mean(passed, [float(value.base or 0) for value in every])


def _code(points: Masked, stands: bool, at: int) -> ComparisonCode:
    if np.ma.getmaskarray(points)[at]:
        return "too_few"
    if not stands:
        return "cannot_be_told_apart"
    return "higher" if points[at] > 0 else "lower"


def _verdict(code: ComparisonCode, *, is_good_high: bool) -> Verdict:
    is_good = (code == "higher") == is_good_high if code in ("higher", "lower") else None
    return Verdict("comparison", code, "steps", is_good=is_good)


def _findings(codes: dict[str, ComparisonCode]) -> tuple[str, ...]:
    return tuple(
        finding for finding, needed in FINDINGS.items() if all(codes[side] == code for side, code in needed.items())
    )
