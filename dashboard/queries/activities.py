"""The bank's own work: product reviews before launch, and education events for the public."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.responses import Monthly
from dashboard.queries.where import Where, carried, observed_share

REVIEW_DIMENSIONS = ("line",)
EDUCATION_DIMENSIONS = ("line", "group_reached")
FIRST, SECOND = "first", "second"
"""Attempts at which a review may be passed."""


def reviews(build: Build, asked: Where) -> Monthly:
    """Product reviews by month of submission, as they stood on the as-of day: exact, because days are kept.

    Per row ``reviews`` and of these ``finished``, ``open``, ``judged`` (open, or with a conclusion), ``passed_first``,
    ``passed`` (at either attempt), ``unrecorded`` (finished without a conclusion), ``undated`` (marked as passed and
    never finished: open); ``elapsed_days``, working days from submission to the conclusion or the as-of day,
    ``is_finished``, and ``findings`` of each (missing: open or not recorded). Notes: ``provisional_days`` where working
    days of a year without an official calendar were counted. TooFineError for crossings that reviews do not carry.
    """
    carried(asked, REVIEW_DIMENSIONS)
    frame = asked.grouped(build.rows("activities/reviews", asked.parameters()))
    many = frame["reviews"]
    is_finished = frame["finished_on"].notna()
    outcome = frame["outcome"]
    is_passed = outcome.isin((FIRST, SECOND))
    frame = frame.assign(
        month=pd.to_datetime(frame["submitted_on"]).dt.to_period("M").dt.to_timestamp(),
        is_finished=is_finished,
        finished=many.where(is_finished, 0),
        open=many.where(~is_finished, 0),
        judged=many.where(~is_finished | (outcome != ""), 0),
        passed_first=many.where(is_finished & (outcome == FIRST), 0),
        passed=many.where(is_finished & is_passed, 0),
        unrecorded=many.where(is_finished & (outcome == ""), 0),
        undated=many.where(~is_finished & is_passed, 0) if asked.as_of >= build.data_until else 0,
        findings=frame["findings"].astype("float64").where(is_finished),
        is_freer=False,
    )
    notes = () if bool(frame["is_official"].all()) else ("provisional_days",)
    return Monthly(frame, read_facts=False, notes=notes)


def education(build: Build, asked: Where) -> Monthly:
    """Education events that had begun by the as-of day, by month, ``group_reached`` and ``form``.

    ``events``, and of those whose people were counted (``events_counted``) ``reached`` and ``reached_squares``.
    TooFineError for crossings that they do not carry.
    """
    carried(asked, EDUCATION_DIMENSIONS)
    frame = asked.grouped(build.rows("activities/education", asked.parameters()))
    return Monthly(frame.assign(month=pd.to_datetime(frame["month"]), is_freer=False), read_facts=False)


def held(build: Build, asked: Where, first_day: date, last_day: date) -> dict[str, int]:
    """Unit that may be named -> the education events of its own in a span of days, up to the as-of day."""
    parameters = asked.parameters(first_day=first_day, last_day=min(last_day, asked.as_of))
    rows = build.rows("activities/held", parameters)
    return dict(zip(rows["unit_id"].tolist(), rows["events"].astype(int).tolist(), strict=True))


def customers(build: Build, asked: Where) -> pd.DataFrame:
    """Customers by ``month`` and ``group`` (the units looked at, '' if not by unit), more than 0; of a month that is
    not over the part that has passed."""
    frame = build.rows("complaints/exposure_by_month", asked.parameters()).rename(columns={"unit_id": "group"})
    shares = [observed_share(asked, month.date()) for month in frame["month"]]
    frame = frame.assign(customers=frame["customers"].astype("float64") * shares)
    return frame[frame["customers"] > 0]
