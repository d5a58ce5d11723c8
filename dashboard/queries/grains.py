"""What may be shown by itself: marks every row of counts with the block it belongs to, as the build settled it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.queries.builds import Build

NEVER = 99
"""The steps of a group that is shown by itself in none: only in a pool."""
FREE = -1
"""The block of a row that belongs to none: part of a freer cut whatever it is added to."""
_QUESTION = ["span_on", "touchpoint_id", "scale_minimum", "scale_maximum"]


def marked(build: Build, by: str, rows: pd.DataFrame, parameters: dict[str, Any], base: str) -> pd.DataFrame:
    """``rows`` (month, unit_id, member_id and counts; for ratings touchpoint and scale) with four columns more.

    ``step_months``: the shortest steps in which the row's group may be shown (1, 3, 12; 99 never). ``block``: a number
    shared by the rows of one group that fall into one step; a sum may be shown exactly if it holds all rows of every
    block it touches. ``block_rows``: how many rows that are. ``is_merged``: the row's member is one of those shown
    together as others. Rows whose column ``base`` is 0 add nobody and belong to no block, with ``block_rows`` 0.

    ``rows`` must hold all months of the build, so that a block can be counted.
    """
    found = rows.copy()
    if "touchpoint_id" not in found:
        found = found.assign(touchpoint_id="", scale_minimum=0.0, scale_maximum=10.0)
        parameters = {"kind": "recommend", "any_rated": True, "rated": [], **parameters}
    spans = build.rows("release/spans")
    found["span_on"] = found["month"].map(dict(zip(spans["month"], spans["span_on"], strict=True)))
    grain = build.rows("release/grain", parameters)
    found = found.merge(grain, on=[*_QUESTION, "unit_id"], how="left", sort=False)
    found["step_months"] = found["step_months"].fillna(NEVER).astype("int64")
    found["is_merged"] = False
    kept = found["member_id"].to_numpy(dtype=object)
    if parameters["crossing"] != "all":
        found, kept = _crossed(build, by, found, parameters)
    counted = found[base].to_numpy() > 0
    step = found["step_months"].to_numpy()
    number = found["month"].dt.year.to_numpy() * 12 + found["month"].dt.month.to_numpy() - 1
    start = number - number % np.where(step == NEVER, 1, step)
    keys = pd.DataFrame({"start": start, "class": kept, "span": found["span_on"].to_numpy()}).join(
        found[["unit_id", "touchpoint_id", "scale_minimum", "scale_maximum"]].reset_index(drop=True)
    )
    block = keys.groupby(list(keys.columns), dropna=False, sort=False).ngroup().to_numpy()
    sizes = np.bincount(block, weights=counted, minlength=1) if len(block) else np.zeros(1)
    found["block"] = np.where(counted & (step == NEVER), FREE, block)
    found["block_rows"] = np.where(counted, sizes[block] if len(block) else 0, 0).astype("int64")
    return found.drop(columns=[name for name in _QUESTION if name not in rows])


def _crossed(
    build: Build, by: str, found: pd.DataFrame, parameters: dict[str, Any]
) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    """The rows with the classes of the crossing dimension, and the class of each. A filter that takes some of the
    others and leaves some divides them: rows of that span and question then belong to no block."""
    classes = build.rows("release/classes", parameters)
    if by == parameters["crossing"]:
        found = found.merge(classes, on=[*_QUESTION, "member_id"], how="left", sort=False)
        is_own = found["is_own"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
        found["is_merged"] = ~is_own
        kept = np.where(is_own, found["member_id"].to_numpy(dtype=object), "\x1f")
        found = found.drop(columns="is_own")
    else:
        kept = found["member_id"].to_numpy(dtype=object)
    if not parameters["any_member"]:
        others = classes[~classes["is_own"].astype(bool)]
        is_in = others["member_id"].isin(parameters["member"])
        divided = (
            others.assign(taken=is_in).groupby(_QUESTION, dropna=False)["taken"].nunique().gt(1).rename("is_divided")
        )
        found = found.merge(divided.reset_index(), on=_QUESTION, how="left", sort=False)
        is_divided = found["is_divided"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
        if by == parameters["crossing"]:
            is_divided &= found["is_merged"].to_numpy()
        else:
            touched = others[is_in][_QUESTION].drop_duplicates().assign(is_touched=True)
            found = found.merge(touched, on=_QUESTION, how="left", sort=False)
            is_divided &= found["is_touched"].astype("boolean").fillna(value=False).to_numpy(dtype=bool)
            found = found.drop(columns="is_touched")
        found.loc[is_divided, "step_months"] = NEVER
        found = found.drop(columns="is_divided")
    return found, kept
