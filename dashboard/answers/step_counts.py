"""The rated steps of one journey, counted once for every answer that holds them against each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.answers.cells import Summed
from dashboard.answers.journeys import codes_of, keys_of
from dashboard.answers.question import Question, ask
from dashboard.queries.builds import Build
from dashboard.queries.catalogue import Names, Touchpoint
from dashboard.queries.responses import OVERALL
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.stats.inputs import BoolArray, FloatArray
from dashboard.values import Answer, Released


@dataclass(frozen=True, eq=False)
class RatedSteps:
    """Every step of one journey in order, with its satisfaction; whatever touchpoint is chosen changes nothing here."""

    question: Question
    steps: tuple[Touchpoint, ...]
    summed: Summed
    values: tuple[Released, ...]

    @property
    def journey_id(self) -> str:
        return self.steps[0].journey_id or ""

    @property
    def is_told(self) -> BoolArray:
        """Which steps have a score that may be seen; the others are held against nothing, as it would tell of them."""
        return np.array([value.shown == "score" for value in self.values], dtype=bool)

    @property
    def hits(self) -> FloatArray:
        return np.where(self.is_told, self.summed.sums["top_box"], 0.0)

    @property
    def trials(self) -> FloatArray:
        return np.where(self.is_told, self.summed.sums["ratings"], 0.0)

    @property
    def labels(self) -> dict[tuple[str, str], Names]:
        return {("touchpoint", step.touchpoint_id): step.names for step in self.steps}


def rated_steps(name: str, build: Build, chosen: Slice, scope: Scope) -> RatedSteps | Answer:
    """The steps of the chosen journey (of the bank's first, if none is chosen), or the answer that says why not."""
    everything = chosen.with_members("journey", ()).with_members("touchpoint", ())
    question = ask(name, "satisfaction", build, everything, scope, by="touchpoint")
    if question.survey is None or question.period is None:
        return question.nothing("no_responses")
    journey = next(iter((*chosen.members.get("journey", ()), *question.catalogue.members.get("journey", {}))), None)
    steps = tuple(
        step
        for step in question.catalogue.touchpoints
        if step.journey_id and step.journey_id == journey and step.touchpoint_id != OVERALL
    )
    codes = codes_of(question, steps)
    if not steps or not (codes >= 0).any():
        return question.nothing("no_responses")
    summed = question.kind.sum(question.read.frame, codes, len(steps))
    return RatedSteps(question, steps, summed, question.release(keys_of(steps), summed))
