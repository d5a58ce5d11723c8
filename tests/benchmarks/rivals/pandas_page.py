"""``streamlit run pandas_page.py -- ROOT BANK``: as many figures of the same kinds from frames of all answers.

The frames are read once and kept for all sessions, their columns categorical; what a period gives is kept as well.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.express as px
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))

from dashboard.queries.builds import open_build
from dashboard.queries.catalogue import catalogue
from dashboard.scopes import local_user
from dashboard.slices import PRESETS, Slice
from tests.benchmarks.queries import Pandas

MONTHS = 24


@st.cache_resource
def kept(root: str, bank: str) -> tuple[Pandas, pd.DataFrame, pd.DataFrame]:
    """All answers and ratings; and the records that are small anyway, by month."""
    frames = Pandas(open_build(bank, Path(root)))
    frames.warm()
    sent = frames._read("select month, sum(sent) as sent, sum(responded) as responded from mart_invitation_month "
                        "where survey_id = $survey group by month order by month")  # fmt: skip
    complained = frames._read("select month, sum(complaints) as complaints from mart_complaint_month "
                              "where dimension = 'all' group by month order by month")  # fmt: skip
    return frames, sent, complained


@st.cache_data
def figures(root: str, bank: str, period: str) -> list[Any]:
    frames, sent, complained = kept(root, bank)
    chosen = catalogue(frames.build, local_user()).period(frames.build, Slice(period=period))
    if chosen is None:
        return []
    answers = frames.answers
    month = answers["month"].astype("datetime64[us]")
    first = pd.Timestamp(chosen.last) - pd.DateOffset(months=MONTHS - 1)
    seen = answers[(month >= min(first, pd.Timestamp(chosen.first))) & (month <= pd.Timestamp(chosen.last))]
    valid = seen[seen["is_valid"]]
    inside = valid[valid["month"].astype("datetime64[us]") >= pd.Timestamp(chosen.first)]
    score = valid["recommend"].astype(float)
    group = pd.cut(score, [-1, 6, 8, 10], labels=["detractors", "passives", "promoters"])
    counted = valid.assign(group=group).groupby(["month", "group"], observed=True).size().unstack(fill_value=0)
    share = 100 * counted.div(counted.sum(axis=1), axis=0)
    nps = (share["promoters"] - share["detractors"]).rename("nps").reset_index()
    rated = frames.ratings
    rated = rated[rated["touchpoint_id"] == "overall"].groupby("month", observed=True)[["is_top", "is_valid"]].sum()
    rate = (100 * rated["is_top"] / rated["is_valid"]).rename("satisfaction").reset_index()
    drawn = [px.line(nps, x="month", y="nps"), px.bar(share.reset_index(), x="month", y=list(share))]
    drawn += [px.bar(inside["recommend"].astype(float).value_counts().sort_index())]
    drawn += [px.line(rate, x="month", y="satisfaction")]
    drawn += [px.line(sent.assign(rate=100 * sent["responded"] / sent["sent"]), x="month", y="rate")]
    drawn += [px.line(complained, x="month", y="complaints")]
    by_channel = inside.assign(net=_net(inside)).groupby("channel", observed=True)["net"].mean().reset_index()
    drawn += [px.bar(by_channel, x="channel", y="net"), px.scatter(by_channel.head(2), x="net", y="channel")]
    monthly = valid.assign(net=_net(valid)).groupby(["channel", "month"], observed=True)["net"].mean().reset_index()
    drawn += [px.line(part, x="month", y="net") for _, part in monthly.groupby("channel", observed=True)]
    return drawn


def _net(frame: pd.DataFrame) -> pd.Series:
    score = frame["recommend"].astype(float)
    return 100.0 * ((score >= 9).astype(float) - (score <= 6).astype(float))


def main(root: str, bank: str) -> None:
    period = st.radio("period", PRESETS, horizontal=True)
    for number, figure in enumerate(figures(root, bank, period)):
        st.plotly_chart(figure, key=f"figure-{number}")


main(*sys.argv[-2:])
