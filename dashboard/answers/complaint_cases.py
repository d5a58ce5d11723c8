"""Which complaints are behind one cause? One by one, as records: no customer and no narrative is among them."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.answers.complaints import counted
from dashboard.answers.once import once
from dashboard.answers.question import NOT_RECORDED, ask
from dashboard.queries import complaints
from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError
from dashboard.scopes import Scope
from dashboard.slices import Slice
from dashboard.values import Answer


@once
def of_cause(cause: str, build: Build, chosen: Slice, scope: Scope) -> Answer:
    """The complaints of one cause ('' not classified) received in the period, as they stood on the as-of day.

    values: (("cause", id),), their number. chart: ``open`` of them; ``rows``, those of units that may be named, the
    newest first: ``complaint``, ``unit``, ``line``, ``channel``, ``business``, ``received_on``, ``days`` on the clock
    until it was decided and told or until now, ``is_closed``, ``merged_into``. One by one: a drill-down that reads the
    complaints themselves. no_clocks where they came as counts.
    """
    question = ask("complaints.of_cause", "complaints", build, chosen, scope)
    if (missing := question.absent()) is not None or question.period is None:
        return question.nothing(missing or "no_complaints")
    first, last = question.period.first, question.period.end - timedelta(days=1)
    try:
        frame = complaints.of_cause(build, question.where, cause, first, last)
    except TooFineError as fault:
        return question.nothing("cut_too_fine", fault.widen)
    if frame.empty:
        return question.nothing("no_clocks")
    as_of = pd.Timestamp(question.where.as_of)
    is_closed = frame["closed_on"].notna()
    frame = frame.assign(is_closed=is_closed, days=(frame["closed_on"].fillna(as_of) - frame["clock_from"]).dt.days)
    rows = tuple(
        {
            "complaint": row["complaint_id"],
            "unit": row["unit_id"],
            **{name: row[name] for name in ("line", "channel", "business", "merged_into")},
            "received_on": pd.Timestamp(row["received_on"]).date(),
            "days": int(row["days"]),
            "is_closed": bool(row["is_closed"]),
        }
        for row in frame[frame["unit_id"] != ""].to_dict("records")
    )
    return question.answer(
        counted(question, [(("cause", cause),)], [float(len(frame))]),
        chart={"open": int((~is_closed).sum()), "rows": rows},
        labels={("cause", cause): question.label("cause", cause) or NOT_RECORDED},
    )
