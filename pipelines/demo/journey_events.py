"""The example bank's journey events: who entered a step of two journeys and completed it; of a third, counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .catalogue import Catalogue, Journey, truths
from .organisation import Organisation, Size

MONTHS = 18
"""The last months of the bank in which it recorded them."""
INSTANCES_PER_MONTH = {"card_reset": 160, "loan_apply": 120}
COUNTED_JOURNEY, COUNTED_PER_REGION = "mobile_daily", 900
_MEAN_DAYS = {"loan_review": 4.0, "loan_payout": 3.0, "loan_documents": 3.0}
_USUAL_DAYS = 1.2
_COLUMNS = ("journey_instance_id", "journey_id", "touchpoint_id", "entered_at", "completed_at", "unit_id", "channel")
_TIME = "%Y-%m-%d %H:%M:%S"


def journey_events(size: Size, bank: Organisation, lists: Catalogue) -> pd.DataFrame:
    """One row per journey and step it entered, as far as it came; for the counted journey one per region and month."""
    known = {journey.journey_id: journey for journey in lists.journeys}
    frames = [_instances(size, bank, known[journey], many) for journey, many in INSTANCES_PER_MONTH.items()]
    return pd.concat([*frames, _counts(size, bank, known[COUNTED_JOURNEY])], ignore_index=True).fillna("")


def _instances(size: Size, bank: Organisation, journey: Journey, per_month: int) -> pd.DataFrame:
    chance = size.chance(f"journey events {journey.journey_id}")
    calendar = size.calendar
    months = min(MONTHS, len(calendar.months))
    many = max(10, round(per_month * size.scale)) * months
    is_open = bank.open_share(calendar)[-months:].min(axis=0) > 0
    weights = is_open * bank.outlets["responses_per_month"].to_numpy()
    unit = np.array(bank.outlet_ids)[chance.choice(len(weights), many, p=weights / weights.sum())]
    first, end = calendar.months[-months].astype("datetime64[s]"), calendar.days[-1].astype("datetime64[s]") + 86_399
    entered = first + np.sort(chance.integers(0, int((end - first).astype(np.int64)), many)).astype("timedelta64[s]")
    names = np.array([f"{journey.journey_id}-{number:06d}" for number in range(many)])
    frames = []
    for step in journey.touchpoints:
        took = chance.exponential(_MEAN_DAYS.get(step.touchpoint_id, _USUAL_DAYS), len(entered)) * 86_400
        completed = entered + np.minimum(took, 29 * 86_400).astype("timedelta64[s]")
        is_done = chance.random(len(entered)) >= drop_share(journey.journey_id, step.touchpoint_id)
        is_seen = is_done & (completed <= end)
        told = pd.Series(completed).dt.strftime(_TIME).where(pd.Series(is_seen), "")
        rows = {
            "journey_instance_id": names,
            "touchpoint_id": step.touchpoint_id,
            "entered_at": pd.Series(entered).dt.strftime(_TIME),
            "completed_at": told,
            "unit_id": unit,
            "channel": step.channel,
        }
        frames.append(pd.DataFrame(rows).assign(journey_id=journey.journey_id))
        names, unit, entered = names[is_seen], unit[is_seen], completed[is_seen]
    return pd.concat(frames, ignore_index=True)[list(_COLUMNS)]


def _counts(size: Size, bank: Organisation, journey: Journey) -> pd.DataFrame:
    """Per region, month and step how many entered and completed it."""
    chance = size.chance("journey counts")
    regions = bank.units.loc[bank.units["level_en"] == "Region", "unit_id"].drop_duplicates().tolist()
    rows = []
    for month in size.calendar.months[-MONTHS:]:
        for region in regions:
            entered = int(chance.poisson(max(20, COUNTED_PER_REGION * size.scale)))
            for step in journey.touchpoints:
                completed = int(chance.binomial(entered, 1 - drop_share(journey.journey_id, step.touchpoint_id)))
                rows.append(
                    {
                        "journey_id": journey.journey_id,
                        "touchpoint_id": step.touchpoint_id,
                        "entered_at": str(month.astype("datetime64[D]")),
                        "unit_id": region,
                        "channel": step.channel,
                        "entered": str(entered),
                        "completed": str(completed),
                    }
                )
                entered = completed
    return pd.DataFrame(rows)


def drop_share(journey_id: str, touchpoint_id: str) -> float:
    """The share that is lost at a step: planted at one, small elsewhere."""
    truth = truths()["drop_off"]
    is_planted = (journey_id, touchpoint_id) == (truth["journey_id"], truth["touchpoint_id"])
    return float(truth["share"] if is_planted else truth["share_elsewhere"])
