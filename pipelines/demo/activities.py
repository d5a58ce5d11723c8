"""The example bank's product reviews before launch, and the education events of its outlets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .catalogue import Catalogue, planted, truths
from .organisation import Organisation, Size
from .tables import FORM_WORDS, GROUP_WORDS, REVIEW_WORDS

_PRODUCTS = (
    ("稳健理财产品第{number}期", "Steady wealth product {number}", "wealth"),
    ("结构性存款第{number}期", "Structured deposit {number}", "wealth"),
    ("信用卡分期方案{number}", "Card instalment plan {number}", "card"),
    ("联名信用卡{number}", "Co-branded card {number}", "card"),
    ("手机银行新功能{number}", "Mobile banking feature {number}", "digital"),
    ("个人消费贷款{number}", "Consumer loan {number}", "credit"),
    ("住房贷款利率方案{number}", "Mortgage rate plan {number}", "credit"),
    ("个人大额存单第{number}期", "Certificate of deposit {number}", "retail"),
    ("营销宣传材料{number}", "Marketing material {number}", "retail"),
    ("柜面服务流程{number}", "Counter procedure {number}", "operations"),
)
_OPINIONS = (
    "风险提示位置不醒目",
    "费率说明不完整",
    "格式条款需补充说明",
    "宣传用语需修改",
    "适老版本缺失",
    "个人信息授权范围过宽",
)
_HEAD_OFFICE_SHARE = 0.45
_SHAPE = 3.0
_OPEN_DAYS = 30
_THEMES = (
    ("防范电信网络诈骗讲座", "Fraud prevention talk"),
    ("金融知识进社区", "Finance in the neighbourhood"),
    ("识别非法集资宣传", "Illegal fund-raising awareness"),
    ("个人信息保护宣传", "Personal data protection"),
    ("理性投资讲堂", "Sensible investing"),
)
_PEOPLE = {"elderly": 34.0, "students": 90.0, "new_citizens": 45.0, "rural": 55.0, "public": 70.0}
_OTHER_SHARES = {"students": 0.24, "new_citizens": 0.20, "rural": 0.16, "public": 0.40}
_ONLINE_TIMES, _FORM_SHARES = 3.0, {"offline": 0.75, "online": 0.13, "both": 0.12}
_IN_CAMPAIGN_SHARE, _CAMPAIGN_TIMES = 0.8, 2.5
_CAMPAIGN_DAYS = (10, 21)
_UNCOUNTED_SHARE = 0.02


def product_reviews(size: Size, bank: Organisation, lists: Catalogue) -> pd.DataFrame:
    """One row per review, under canonical names with the words of the export; what the last month left is open."""
    chance, truth = size.chance("product reviews"), truths()["product_reviews"]
    count = planted(int(truth["per_year"]) * size.years, size.scale)
    days = size.calendar.days
    working = days[np.is_busday(days)]
    submitted = np.sort(chance.choice(working, count))
    is_quick = submitted >= np.datetime64(truth["quicker_from"])
    mean = np.where(is_quick, truth["mean_working_days_after"], truth["mean_working_days_before"])
    taken = np.maximum(1, chance.gamma(_SHAPE, mean / _SHAPE).round().astype(int))
    finished = np.busday_offset(submitted, taken, roll="forward")
    is_recent = submitted > days[-1] - np.timedelta64(_OPEN_DAYS, "D")
    is_open = (finished > days[-1]) | (is_recent & (chance.random(count) < truth["open_share"]))
    is_first = chance.random(count) < truth["first_pass_share"]
    is_second = chance.random(count) < truth["second_pass_share"]
    findings = np.where(is_first, 0, 1) + chance.poisson(
        truth["findings_per_review"] - (1.0 - truth["first_pass_share"]), count
    )
    regions = [f"r{number:02d}" for number in range(1, size.regions + 1)]
    unit = np.where(chance.random(count) < _HEAD_OFFICE_SHARE, "hq", chance.choice(regions, count))
    product = chance.integers(0, len(_PRODUCTS), count)
    names = lists.names("line")
    opinion = chance.integers(0, len(_OPINIONS), count)
    return pd.DataFrame(
        {
            "activity_id": [f"SC{number:05d}" for number in range(1, count + 1)],
            "name": [_PRODUCTS[at][0].format(number=number) for number, at in enumerate(product.tolist(), 1)],
            "name_en": [_PRODUCTS[at][1].format(number=number) for number, at in enumerate(product.tolist(), 1)],
            "unit_id": unit,
            "line": [names[_PRODUCTS[at][2]] for at in product.tolist()],
            "started_on": submitted.astype(str),
            "finished_on": np.where(is_open, "", finished.astype(str)),
            "findings": np.where(is_open, "", findings.astype(str)),
            "passed_first": np.where(is_open, "", np.where(is_first, REVIEW_WORDS["true"], REVIEW_WORDS["false"])),
            "passed_second": np.where(
                is_open | is_first, "", np.where(is_second, REVIEW_WORDS["true"], REVIEW_WORDS["false"])
            ),
            "summary": np.where(is_open | (findings == 0), "", np.array(_OPINIONS)[opinion]),
        }
    )


def education_events(size: Size, bank: Organisation) -> pd.DataFrame:
    """One row per event of an outlet, under canonical names with the words of the export."""
    chance, truth = size.chance("education events"), truths()["education"]
    is_open = bank.open_share(size.calendar) > 0
    units = np.array(bank.outlet_ids)
    months = size.calendar.months
    quiet = np.isin(units, truth["none"])
    few = (bank.outlets["region"] == int(truth["few_elderly_region"][1:])).to_numpy()
    rows: list[dict[str, Any]] = []
    campaigns = {int(month): names for month, names in truth["campaigns"].items()}
    usual = float(truth["events_per_outlet_per_year"]) / (12 + len(campaigns) * (_CAMPAIGN_TIMES - 1))
    for at, month in enumerate(months):
        number = int(str(month)[5:7])
        is_quiet = quiet & (month >= np.datetime64(truth["none_since"]))
        mean = usual * (_CAMPAIGN_TIMES if number in campaigns else 1.0)
        held = np.where(is_open[at] & ~is_quiet, chance.poisson(mean, len(units)), 0)
        rows += [
            _event(month, units[outlet], bool(few[outlet]), campaigns.get(number), chance)
            for outlet in np.repeat(np.arange(len(units)), held).tolist()
        ]
    frame = pd.DataFrame(rows).sort_values(["started_on", "unit_id"], kind="stable").reset_index(drop=True)
    frame.insert(0, "activity_id", [f"XJ{number:06d}" for number in range(1, len(frame) + 1)])
    return frame


def _event(
    month: np.datetime64, unit: str, is_few: bool, campaign: list[str] | None, chance: np.random.Generator
) -> dict[str, Any]:
    truth = truths()["education"]
    in_campaign = campaign is not None and chance.random() < _IN_CAMPAIGN_SHARE
    first, last = _CAMPAIGN_DAYS if in_campaign else (0, 28)
    day = month.astype("datetime64[D]") + int(chance.integers(first, last))
    elderly = truth["few_elderly_share"] if is_few else truth["elderly_share"]
    others = list(_OTHER_SHARES)
    group = "elderly" if chance.random() < elderly else str(chance.choice(others, p=list(_OTHER_SHARES.values())))
    form = str(chance.choice(list(_FORM_SHARES), p=list(_FORM_SHARES.values())))
    mean = _PEOPLE[group] * (1.0 if form == "offline" else _ONLINE_TIMES)
    people = 1 + int(chance.negative_binomial(3, 3 / (3 + mean)))
    theme = int(chance.integers(0, len(_THEMES)))
    return {
        "name": _THEMES[theme][0],
        "name_en": _THEMES[theme][1],
        "unit_id": unit,
        "started_on": str(day),
        "finished_on": str(day),
        "group_reached": GROUP_WORDS[group],
        "form": FORM_WORDS[form],
        "reached": "" if chance.random() < _UNCOUNTED_SHARE else str(people),
        "campaign": campaign[0] if campaign is not None and in_campaign else "",
        "campaign_en": campaign[1] if campaign is not None and in_campaign else "",
    }
