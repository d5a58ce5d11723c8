"""Answers to surveys, counted by month: recommend scores, ratings, and how many of those asked answered."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboard.queries.builds import Build
from dashboard.queries.where import TooFineError, Where, monthly

SCORES = tuple(f"score_{score}" for score in range(11))
OVERALL = "overall"
"""The touchpoint of a survey's overall question."""
RECOMMEND = {"kind": "recommend", "any_rated": True, "rated": ()}
"""The recommend question, as the build's grains call it."""


@dataclass(frozen=True, slots=True)
class Monthly:
    """Counts per ``month`` and ``group`` ('' without grouping) with ``is_freer`` per row; additive in every column.

    Answers that are protected also carry the blocks in which they may be shown, as ``grains.marked`` says.

    ``read_facts`` says that the marts could not answer alone. ``notes`` are remarks a reader needs.
    """

    frame: pd.DataFrame
    read_facts: bool
    notes: tuple[str, ...] = ()


def recommend(build: Build, asked: Where) -> Monthly:
    """Responses, promoters, passives, detractors, the counts of each score, off-scale answers and sums of weights."""
    frame, read_facts = monthly(build, asked, "responses", base="recommend_responses", **RECOMMEND)
    frame["promoters"] = frame["score_9"] + frame["score_10"]
    frame["passives"] = frame["score_7"] + frame["score_8"]
    frame["detractors"] = frame["recommend_responses"] - frame["promoters"] - frame["passives"]
    return Monthly(frame, read_facts)


def ratings(build: Build, asked: Where, kind: str, *, of_every_touchpoint: bool = False) -> Monthly:
    """Ratings of one kind and how many of them are in the top two boxes, at the filtered touchpoints (else overall).

    The touchpoint is part of the measure, not a crossing. ``by`` 'touchpoint' groups by what was rated. Scales are not
    mixed: of a touchpoint asked on several, the one with most ratings is read (note ``other_scales``).
    """
    chosen = asked.members.get("touchpoint")
    every = of_every_touchpoint or (asked.by == "touchpoint" and not chosen)
    frame, read_facts = monthly(
        build,
        asked,
        "ratings",
        without=("touchpoint",),
        base="ratings",
        kind=kind,
        any_rated=every,
        rated=list(chosen or (OVERALL,)),
    )
    if asked.by == "touchpoint":
        frame["group"] = frame["touchpoint_id"]
    scale = ["scale_minimum", "scale_maximum"]
    per_scale = frame.groupby(["touchpoint_id", *scale], dropna=False)["ratings"].sum().reset_index()
    # Where one figure joins several touchpoints they must share a scale; side by side each may keep its own.
    within = ["touchpoint_id"] if asked.by == "touchpoint" or of_every_touchpoint else []
    if not within:
        per_scale = per_scale.groupby(scale, dropna=False)["ratings"].sum().reset_index()
    per_scale = per_scale.sort_values("ratings", ascending=False, kind="stable")
    main = per_scale.drop_duplicates(within) if within else per_scale.head(1)
    kept = frame.merge(main[[*within, *scale]], on=[*within, *scale])
    notes = ("other_scales",) if int(kept["ratings"].sum()) < int(frame["ratings"].sum()) else ()
    return Monthly(kept, read_facts, notes)


def invitations(build: Build, asked: Where) -> Monthly:
    """Invitations sent and how many were answered up to the as-of day, by month of invitation.

    Known by unit and channel only: TooFineError for every other crossing, and for an as-of day that cuts a cohort.
    Groups and months without invitations are left out, as are those with more answers than invitations (note
    ``more_answers_than_invitations``): such records do not belong together.
    """
    if too_fine := tuple(name for name in asked.crossing() if name != "channel"):
        raise TooFineError(too_fine)
    frame = asked.grouped(build.rows("invitations/by_month", asked.parameters()))
    frame = frame[frame["month"] <= pd.Timestamp(asked.last_month)]
    read_facts = asked.as_of < asked.data_until
    if read_facts:
        late = asked.grouped(build.rows("invitations/answered_since", asked.parameters()))
        frame = frame.merge(late, on=["month", "group"], how="left")
        frame["responded"] = (frame["responded"] - frame["late"].fillna(0)).clip(lower=0).astype("int64")
        frame = frame[frame["month"] != pd.Timestamp(asked.cut_month)] if asked.cut_month else frame
    frame = frame[frame["sent"] > 0]
    fits = frame["responded"] <= frame["sent"]
    notes = () if bool(fits.all()) else ("more_answers_than_invitations",)
    # The cohorts are the bank's own records of whom it asked; days after as_of are taken off, no answer is shown.
    return Monthly(frame[fits].assign(is_freer=False), read_facts, notes)
