"""What should a person look at: days and runs of answers that ordinary custom hardly brings. It accuses nobody."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard import gate
from dashboard.answers.kinds import Plain
from dashboard.answers.once import once
from dashboard.answers.question import ask
from dashboard.gate import Rules
from dashboard.queries import provenance
from dashboard.queries.builds import Build
from dashboard.queries.provenance import Finding
from dashboard.queries.where import where
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer, Released

BURST, ALL_TENS = "burst", "all_tens"
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the gate must know. How many answered on a day is no secret; a run of equal answers tells what was said."""

    measure: str
    unit: str
    base_of: str = "responses"


COUNTED = {BURST: _Counted(BURST, "count"), ALL_TENS: _Counted(ALL_TENS, "run")}


@once
def please_check(build: Build, chosen: Slice, scope: Scope) -> Answer:
    """Findings in the chosen period and units, the newest first: bursts of answers on one day, long runs of tens.

    values: keys (("kind", k), ("unit", u), ("survey", s)) in the order of chart ``spans`` ((from_on, to_on), …) and
    ``usual`` (answers on an average day; None for runs). A run of under 30 answers shows that it is at least as long
    as the base rule, not how long; where the rest of the months it lies in is under the base rule, it could be read
    back and is only counted in chart ``withheld``. ``more`` counts findings beyond MOST_SHOWN.
    """
    whole = Slice(chosen.survey, chosen.period, chosen.as_of, chosen.units)
    question = ask("data.please_check", "responses", build, whole, scope)
    if question.period is None:
        return question.nothing("no_responses")
    asked = where(build, whole, scope, "", last_month=question.period.last)
    last_day = min(question.where.as_of, question.period.end)
    found = [
        finding
        for finding in provenance.findings(build, asked, question.period.first, last_day)
        if finding.from_on < question.period.end and finding.kind in COUNTED
    ]
    told = [finding for finding in found if may_be_told(finding, question.rules)]
    shown = told[:MOST_SHOWN]
    values = [value for finding in shown for value in _released(finding, question.rules, scope)]
    names = {("survey", survey.survey_id): survey.names for survey in question.catalogue.surveys}
    return question.answer(
        values,
        chart={
            "spans": tuple((finding.from_on, finding.to_on) for finding in shown),
            "usual": tuple(finding.usual_responses for finding in shown),
            "withheld": len(found) - len(told),
            "more": len(told) - len(shown),
            "rules": question.catalogue.rules,
        },
        labels=names,
    )


def may_be_told(finding: Finding, rules: Rules) -> bool:
    """Whether a run may be told without telling how the few others of its unit answered in the same months."""
    if finding.kind == BURST:
        return True
    rest = finding.around_responses - finding.responses
    return finding.responses >= rules.hidden_below and (rest == 0 or rest >= rules.hidden_below)


def _released(finding: Finding, rules: Rules, scope: Scope) -> tuple[Released, ...]:
    key = (("kind", finding.kind), ("unit", finding.unit), ("survey", finding.survey))
    low = [float(rules.hidden_below)] if finding.kind == ALL_TENS else [None]
    count = [float(finding.responses)]
    return gate.release(COUNTED[finding.kind], [key], Plain(count, low, [None], count), rules, scope)
