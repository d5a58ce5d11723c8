"""Any measure by one thing, and by a second beside it: every cell with its base and interval, told as one answer."""

from __future__ import annotations

from dataclasses import replace

from dashboard import gate
from dashboard.answers import series
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED_ID, Question, ask
from dashboard.answers.series import groups_of
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import TIMES, Slice
from dashboard.stats import families
from dashboard.values import Answer, ComparisonCode, Released, Verdict

MOST_BESIDE = 16
"""Members of the second dimension that are put side by side; more is a table nobody reads."""


def beside_of(measure: str, by: str) -> tuple[str, ...]:
    """What a measure by one thing can be put beside: units and the measure's other dimensions."""
    return tuple(name for name in series.dimensions_of(measure) if name not in TIMES and name != by)


@once
def of(measure: str, by: str, beside: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The measure by ``by`` (a time, the unit or a dimension), for each member of ``beside`` where one is named.

    values: keys ((by, id),) or ((by, id), (beside, member)), member by member. By time or unit and one dimension is of
    the released family; two dimensions are a freer cut and follow its rules. By unit the verdicts compare each cell
    with its column, one Benjamini–Hochberg family over all columns, aligned with values; otherwise none.
    chart: ``dimension``, ``beside``, ``members`` (in order), ``left_out``, how many members are beyond the first
    sixteen; ``span``, lowest and highest number, so that all columns are drawn on one scale.
    Raises ValueError for a combination that the measure does not have.
    """
    if not beside:
        found = series.by(measure, by, build, chosen, scope)
        return replace(
            found,
            question="explore.of",
            chart={**found.chart, "beside": "", "members": (), "left_out": 0, "span": _span(found.values)},
        )
    if beside not in beside_of(measure, by):
        raise ValueError(f"{measure} by {by} is not known beside {beside!r}; it is {', '.join(beside_of(measure, by))}")
    question = ask("explore.of", measure, build, chosen, scope, by=beside)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or question.kind.empty)
    try:
        members, _ = groups_of(question, beside, question.inside(question.period))
    except TooFineError as fault:
        return question.nothing("cut_too_fine", tuple(name for name in fault.widen if name != beside) or fault.widen)
    columns = [
        (member, series.by(measure, by, build, _within(chosen, question, beside, member), scope))
        for member in members[:MOST_BESIDE]
        if member != NOT_RECORDED_ID
    ]
    if columns and all(column.missing == "cut_too_fine" for _, column in columns):
        return question.nothing("cut_too_fine", tuple(str(name) for name in columns[0][1].chart["widen"]))
    values: list[Released] = []
    verdicts: list[Verdict] = []
    labels: dict[tuple[str, str], tuple[str, str]] = {}
    for member, column in columns:
        values += [gate.beside(value, beside, member, scope) for value in column.values]
        verdicts += column.verdicts
        labels |= column.labels
        labels[beside, member] = question.label(beside, member) or (member, member)
    if not values:
        return question.nothing(question.kind.empty)
    told, looked_at = _one_family(verdicts) if len(verdicts) == len(values) else ((), 0)
    notes = tuple(dict.fromkeys(note for _, column in columns for note in column.footer.notes))
    return question.answer(
        values,
        told,
        {
            "dimension": by,
            "beside": beside,
            "members": tuple(member for member, _ in columns),
            "left_out": max(len(members) - MOST_BESIDE, 0),
            "span": _span(values),
            "compared": (),
        },
        labels=labels,
        comparisons=looked_at or len(values),
        notes=notes,
    )


def _within(chosen: Slice, question: Question, beside: str, member: str) -> Slice:
    period = str(question.period)
    if beside == "unit":
        return replace(chosen, period=period, units=(member,))
    return replace(chosen, period=period).with_members(beside, (member,))


def _one_family(verdicts: list[Verdict]) -> tuple[tuple[Verdict, ...], int]:
    """The columns' verdicts decided anew as one family."""
    family = families.benjamini_hochberg([verdict.p_value for verdict in verdicts], what="cells")
    told = []
    for verdict, stands in zip(verdicts, family.stands.tolist(), strict=True):
        if verdict.p_value is None or verdict.difference is None:
            told.append(verdict)
            continue
        code: ComparisonCode = "cannot_be_told_apart"
        if stands:
            code = "higher" if verdict.difference > 0 else "lower"
        is_good = verdict.is_good if code == verdict.code else None
        told.append(replace(verdict, code=code, is_good=is_good))
    return tuple(told), family.looked_at


def _span(values: tuple[Released, ...] | list[Released]) -> tuple[float, float] | None:
    ends = [end for value in values for end in (value.low, value.score, value.high) if end is not None]
    return (min(ends), max(ends)) if ends else None
