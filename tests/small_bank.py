"""A tiny complete bank for tests, made through the real path in seconds: canonical CSVs, descriptions, load, build.

``make(root)`` gives a bank of one head office, 3 regions and 8 outlets over 24 months (2024-10 … 2026-09). Two outlets
are called 营业部; o05 moved from r02 to r03 on 2025-07-01; o08 closed at the end of 2025 and o07 answers rarely. The
survey ``service`` asks the 0–10 question (with some 11s, blanks and weights), ``counter`` does not. The same seed gives
the same bank. Tests that need their own records change ``tables()`` before ``make``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load

FIRST, LAST = date(2024, 10, 1), date(2026, 9, 30)
MOVED, MOVED_ON = "o05", date(2025, 7, 1)
CLOSED, CLOSED_ON = "o08", date(2025, 12, 31)
OUTLETS = ("o01", "o02", "o03", "o04", "o05", "o06", "o07", "o08")
SHARES = (0.30, 0.18, 0.12, 0.12, 0.10, 0.09, 0.01, 0.08)
TOUCHPOINTS = {"visit": ("queue", "counter", "farewell"), "app": ("login", "transfer", "help")}
RESPONSES = 5000

SETTINGS = 'name = "小城银行"\nname_en = "Small Town Bank"\nzone = "Asia/Shanghai"\n'

Tables = dict[str, pd.DataFrame]
Copy = Callable[..., Bank]
"""The fixture ``small_copy``."""


def tables(seed: int = 20261123, responses: int = RESPONSES) -> Tables:
    """The bank's exports as frames of text and numbers, one per description; change them to plant what a test needs."""
    random = np.random.default_rng(seed)
    return {
        "units": _units(),
        "unit_attributes": pd.DataFrame(
            [
                ("o01", "elderly_friendly", "是", "2025-08-01", ""),
                ("o02", "elderly_friendly", "是", "2025-10-15", ""),
                ("o04", "elderly_friendly", "是", "2025-09-01", ""),
                ("o05", "elderly_friendly", "否", "2025-09-01", ""),
                ("o06", "demonstration", "", "2026-08-01", ""),
                ("o07", "rest_stop", "", "", ""),
            ],
            columns=["unit_id", "attribute", "value", "from_on", "to_on"],
        ),
        "labels": _labels(),
        "journeys": pd.DataFrame(
            {
                "journey_id": ["visit", "app"],
                "name": ["到店办理", "手机银行办理"],
                "name_en": ["Branch visit", "Mobile app"],
                "sort_order": [1, 2],
            }
        ),
        "touchpoints": _touchpoints(),
        "service": _service(random, responses),
        "counter": _counter(random, responses // 12),
        "invitations": _invitations(random),
        "complaints": _complaints(random),
        "exposures": _exposures(random),
        "contacts": _contacts(),
        **_suggestions(random),
        "activities": _activities(),
        "targets": pd.DataFrame(
            {
                "measure": ["nps", "complaints_per_10k", "nps", "satisfaction"],
                "unit_id": ["hq", "hq", "r01", "hq"],
                "survey_id": ["service", "", "service", "service"],
                "first_month": ["2024-10-01", "2024-10-01", "2025-01-01", "2025-01-01"],
                "last_month": ["", "", "2026-12-01", ""],
                "target": [35, 4, 40, 80],
            }
        ),
        "events": pd.DataFrame(
            {
                "event_id": ["e1", "e2", "e3"],
                "name": ["手机银行 8.0 上线", "系统故障", "网点焕新"],
                "name_en": ["Mobile app 8.0", "System outage", "Branch refit"],
                "kind": ["release", "outage", "campaign"],
                "unit_id": ["", "", "r01"],
                "from_on": ["2025-03-01", "2025-11-11", "2026-02-01"],
                "to_on": ["", "2025-11-12", "2026-03-31"],
            }
        ),
    }


def _units() -> pd.DataFrame:
    rows = [("hq", "", "总行", "Head office", "总行", "Head office", "", "")]
    rows += [
        (f"r0{i}", "hq", "分行", "Region", name, english, "", "")
        for i, (name, english) in enumerate((("东区分行", "East"), ("西区分行", "West"), ("南区分行", "South")), 1)
    ]
    places = {
        "o01": "r01",
        "o02": "r01",
        "o03": "r01",
        "o04": "r02",
        "o05": "r02",
        "o06": "r02",
        "o07": "r03",
        "o08": "r03",
    }
    names = {
        "o01": ("营业部", "Main office"),
        "o02": ("人民路支行", "Renmin Road"),
        "o03": ("湖滨支行", "Lakeside"),
        "o04": ("营业部", "Main office"),
        "o05": ("新村支行", "Xincun"),
        "o06": ("车站支行", "Station"),
        "o07": ("古镇支行", "Old Town"),
        "o08": ("码头支行", "Harbour"),
    }
    rows += [
        (outlet, places[outlet], "网点", "Outlet", *names[outlet], str(CLOSED_ON) if outlet == CLOSED else "", "")
        for outlet in OUTLETS
    ]
    rows.append((MOVED, "r03", "网点", "Outlet", *names[MOVED], "", str(MOVED_ON)))
    columns = ["unit_id", "parent_id", "level", "level_en", "name", "name_en", "closed_on", "from_on"]
    return pd.DataFrame(rows, columns=columns)


def _labels() -> pd.DataFrame:
    named = {
        "line": (("retail", "零售条线", "Retail"), ("card", "信用卡条线", "Cards"), ("wealth", "财富条线", "Wealth")),
        "channel": (("branch", "网点", "Branch"), ("app", "手机银行", "App"), ("hotline", "客服热线", "Hotline")),
        "product": (("savings", "储蓄", "Savings"), ("loan", "贷款", "Loans"), ("card", "信用卡", "Credit card")),
        "age_band": (
            ("18-34", "18–34 岁", "18–34"),
            ("35-59", "35–59 岁", "35–59"),
            ("60+", "60 岁以上", "60 and over"),
        ),
        "tier": (("mass", "大众", "Mass"), ("affluent", "富裕", "Affluent")),
        "business": (("debit", "借记卡", "Debit card"), ("credit", "信用卡", "Credit card"), ("loan", "贷款", "Loan")),
        "cause": (("rules", "制度流程", "Rules and process"), ("attitude", "服务态度", "Attitude")),
        "source": (("staff", "员工", "Staff"), ("customer", "客户", "Customer")),
    }
    rows = [
        (dimension, member, name, english, place)
        for dimension, members in named.items()
        for place, (member, name, english) in enumerate(members, 1)
    ]
    return pd.DataFrame(rows, columns=["dimension", "member_id", "name", "name_en", "sort_order"])


def _touchpoints() -> pd.DataFrame:
    names = {
        "queue": ("排队等候", "Queueing"),
        "counter": ("柜面办理", "Counter"),
        "farewell": ("离店", "Farewell"),
        "login": ("登录", "Login"),
        "transfer": ("转账", "Transfer"),
        "help": ("在线帮助", "Online help"),
    }
    rows = [
        (step, journey, *names[step], place, "办理中", "During", {"visit": "branch", "app": "app"}[journey], "true")
        for journey, steps in TOUCHPOINTS.items()
        for place, step in enumerate(steps, 1)
    ]
    columns = ["touchpoint_id", "journey_id", "name", "name_en", "step_order", "stage", "stage_en", "channel"]
    columns.append("is_front_stage")
    return pd.DataFrame(rows, columns=columns)


def _days(random: np.random.Generator, rows: int, until: date = LAST) -> pd.Series:
    span = (until - FIRST).days + 1
    return pd.Series(pd.Timestamp(FIRST) + pd.to_timedelta(random.integers(0, span, rows), unit="D")).dt.as_unit("us")


def _outlets(random: np.random.Generator, days: pd.Series) -> np.ndarray:
    outlets = random.choice(OUTLETS, len(days), p=SHARES)
    return np.where((outlets == CLOSED) & (days > pd.Timestamp(CLOSED_ON)).to_numpy(), "o02", outlets)


def _pick(random: np.random.Generator, members: tuple[str, ...], rows: int, shares: tuple[float, ...]) -> np.ndarray:
    return random.choice(members, rows, p=shares)


def _people(random: np.random.Generator, rows: int) -> dict[str, object]:
    return {
        "line": _pick(random, ("retail", "card", "wealth", ""), rows, (0.6, 0.25, 0.13, 0.02)),
        "channel": _pick(random, ("branch", "app", "hotline"), rows, (0.4, 0.5, 0.1)),
        "product": _pick(random, ("savings", "loan", "card"), rows, (0.5, 0.2, 0.3)),
        "age_band": _pick(random, ("18-34", "35-59", "60+", ""), rows, (0.3, 0.45, 0.2, 0.05)),
        "is_new_citizen": _pick(random, ("true", "false", ""), rows, (0.1, 0.8, 0.1)),
        "tier": _pick(random, ("mass", "affluent", "private"), rows, (0.8, 0.18, 0.02)),
    }


def _service(random: np.random.Generator, rows: int) -> pd.DataFrame:
    days = _days(random, rows)
    outlets = _outlets(random, days)
    lift = pd.Series(outlets).map({"o01": 0.5, "o02": 0.0, "o03": -0.4, "o06": -1.0}).fillna(0.0).to_numpy()
    mood = np.clip(random.normal(8.2 + lift, 2.1, rows).round(), 0, 10).astype(int)
    recommend = mood.astype(str).astype(object)
    recommend[random.random(rows) < 0.03] = ""
    recommend[random.random(rows) < 0.01] = "11"
    journey = _pick(random, tuple(TOUCHPOINTS), rows, (0.5, 0.5))
    asked = {"overall": np.full(rows, True)} | {
        step: journey == name for name, steps in TOUCHPOINTS.items() for step in steps
    }
    ratings = {}
    for step, is_asked in asked.items():
        mark = (
            np.clip(np.round(mood / 2.2 + random.normal(0.4, 0.8, rows)), 1, 5).astype(int).astype(str).astype(object)
        )
        mark[random.random(rows) < 0.04] = "0"  # blank
        mark[random.random(rows) < 0.03] = "6"  # never used
        mark[~is_asked] = ""
        ratings[step] = mark
    return pd.DataFrame(
        {
            "id": [f"s{i:05d}" for i in range(rows)],
            "unit": outlets,
            "invited": (days - pd.to_timedelta(random.integers(0, 6, rows), unit="D")).dt.strftime("%Y-%m-%d"),
            "answered": days.dt.strftime("%Y-%m-%d") + " 10:30:00",
            "status": _pick(random, ("complete", "partial"), rows, (0.95, 0.05)),
            **_people(random, rows),
            "journey": journey,
            "recommend": recommend,
            "weight": random.choice((0.5, 1.0, 1.5, 2.0), rows),
            **ratings,
            "words": np.where(random.random(rows) < 0.1, "柜员很耐心，电话 13800138000", ""),
            **_contact(days, mood),
        }
    )


def _contact(days: pd.Series, mood: np.ndarray) -> dict[str, object]:
    """Who asked to be contacted, and when somebody did; drawn apart, so that all else stays as it is."""
    random = np.random.default_rng(20261125)
    has_asked = random.random(len(days)) < np.where(mood <= 6, 0.4, 0.02)
    replied = days + pd.to_timedelta(random.integers(0, 14, len(days)), unit="D")
    is_replied = has_asked & (random.random(len(days)) < 0.9) & (replied <= pd.Timestamp(LAST)).to_numpy()
    return {
        "contact": np.where(has_asked, "true", "false"),
        "replied": np.where(is_replied, replied.dt.strftime("%Y-%m-%d") + " 15:00:00", ""),
    }


def _counter(random: np.random.Generator, rows: int) -> pd.DataFrame:
    days = _days(random, rows)
    return pd.DataFrame(
        {
            "id": [f"c{i:05d}" for i in range(rows)],
            "unit": _outlets(random, days),
            "answered": days.dt.strftime("%Y-%m-%d") + " 16:00:00",
            "overall": random.integers(1, 11, rows),
            "interests": random.choice(["存款┋理财", "理财", "贷款", ""], rows),
        }
    )


def _invitations(random: np.random.Generator) -> pd.DataFrame:
    days = pd.date_range(FIRST, LAST, freq="7D")
    grid = pd.MultiIndex.from_product(
        [days, OUTLETS, ("branch", "app", "hotline")], names=["sent_on", "unit_id", "channel"]
    ).to_frame(index=False)
    grid = grid[~((grid["unit_id"] == CLOSED) & (grid["sent_on"] > pd.Timestamp(CLOSED_ON)))]
    sent = (
        pd.Series(SHARES, index=OUTLETS).reindex(grid["unit_id"]).to_numpy() * random.uniform(90, 130, len(grid))
    ).round()
    delivered = (sent * 0.97).round()
    return grid.assign(
        survey_id="service",
        sent_on=grid["sent_on"].dt.strftime("%Y-%m-%d"),
        sent=sent.astype(int),
        delivered=delivered.astype(int),
        opened=(delivered * 0.6).round().astype(int),
    )


def _complaints(random: np.random.Generator, rows: int = 600) -> pd.DataFrame:
    days = _days(random, rows)
    ids = np.array([f"t{i:04d}" for i in range(rows)])
    steps = tuple(step for steps in TOUCHPOINTS.values() for step in steps)
    return pd.DataFrame(
        {
            "complaint_id": ids,
            "unit_id": _outlets(random, days),
            "received_at": days.dt.strftime("%Y-%m-%d") + " 09:00:00",
            "line": _pick(random, ("retail", "card"), rows, (0.7, 0.3)),
            "channel": _pick(random, ("hotline", "branch", "12378"), rows, (0.7, 0.2, 0.1)),
            "business": _pick(random, ("debit", "credit", "loan"), rows, (0.5, 0.3, 0.2)),
            "cause": _pick(random, ("rules", "attitude"), rows, (0.7, 0.3)),
            "touchpoint_id": random.choice([*steps, ""], rows),
            "valid": _pick(random, ("true", "false", ""), rows, (0.3, 0.6, 0.1)),
            "repeat_of": np.where((random.random(rows) < 0.1) & (np.arange(rows) > 0), ids[0], ""),
            **_decided(days),
        }
    )


def _decided(days: pd.Series) -> dict[str, object]:
    """When complaints were decided and their customers told; some are decided and nobody was told."""
    random = np.random.default_rng(20261126)
    decided = days + pd.to_timedelta(random.integers(1, 16, len(days)), unit="D")
    told = decided + pd.to_timedelta(random.integers(0, 5, len(days)), unit="D")
    is_told = (random.random(len(days)) < 0.95) & (told <= pd.Timestamp(LAST)).to_numpy()
    return {
        "decided_at": np.where(decided <= pd.Timestamp(LAST), decided.dt.strftime("%Y-%m-%d") + " 11:00:00", ""),
        "told_at": np.where(is_told, told.dt.strftime("%Y-%m-%d") + " 16:00:00", ""),
    }


def _contacts() -> pd.DataFrame:
    """Groups of alike contacts by month, outlet, kind and channel; drawn apart, so that all else stays as it is."""
    random = np.random.default_rng(20261127)
    months = pd.date_range(FIRST, LAST, freq="MS")
    kinds = {"enquiry": 200, "complaint": 25, "suggestion": 8, "praise": 5}
    grid = pd.MultiIndex.from_product(
        [months, OUTLETS, kinds, ("hotline", "branch", "app")], names=["contacted_at", "unit_id", "kind", "channel"]
    ).to_frame(index=False)
    grid = grid[~((grid["unit_id"] == CLOSED) & (grid["contacted_at"] > pd.Timestamp(CLOSED_ON)))]
    shares = pd.Series(SHARES, index=OUTLETS).reindex(grid["unit_id"]).to_numpy()
    by_channel = grid["channel"].map({"hotline": 0.5, "branch": 0.3, "app": 0.2}).to_numpy(float)
    contacts = random.poisson(shares * by_channel * grid["kind"].map(kinds).to_numpy(float))
    ids = [f"k{at:05d}" for at in range(len(grid))]
    given = grid.assign(contact_id=ids, contacted_at=grid["contacted_at"].dt.strftime("%Y-%m-%d"), contacts=contacts)
    return given[given["contacts"] > 0]


def _exposures(random: np.random.Generator) -> pd.DataFrame:
    months = pd.date_range(FIRST, LAST, freq="MS")
    grid = pd.MultiIndex.from_product([months, OUTLETS], names=["month", "unit_id"]).to_frame(index=False)
    grid = grid[~((grid["unit_id"] == CLOSED) & (grid["month"] > pd.Timestamp(CLOSED_ON)))]
    customers = pd.Series(SHARES, index=OUTLETS).reindex(grid["unit_id"]).to_numpy() * random.uniform(
        60_000, 64_000, len(grid)
    )
    return grid.assign(
        month=grid["month"].dt.strftime("%Y-%m-%d"),
        customers=customers.round().astype(int),
        transactions=(customers * 7).round().astype(int),
        contacts=(customers / 20).round().astype(int),
        staff=(customers / 900).round(1),
        outlets=1,
    )


def _suggestions(random: np.random.Generator, rows: int = 160) -> Tables:
    days = _days(random, rows)
    ids = [f"g{i:03d}" for i in range(rows)]
    made = pd.DataFrame(
        {
            "suggestion_id": ids,
            "submitted_at": days.dt.strftime("%Y-%m-%d") + " 08:00:00",
            "unit_id": _outlets(random, days),
            "line": _pick(random, ("retail", "card"), rows, (0.7, 0.3)),
            "source": _pick(random, ("staff", "customer"), rows, (0.8, 0.2)),
            "touchpoint_id": random.choice(["queue", "login", ""], rows),
            "text": "建议增加叫号屏",
        }
    )
    events = []
    for suggestion, day in zip(ids, days, strict=True):
        when, ways = day, random.random()
        for event, is_taken in (
            ("replied", ways > 0.05),
            ("reviewing", ways > 0.1),
            ("adopted" if ways > 0.5 else "declined" if ways > 0.25 else "merged", ways > 0.2),
            ("implemented", ways > 0.6),
            ("claimed", ways > 0.8),
        ):
            when = when + pd.Timedelta(days=int(random.integers(1, 60)))
            if is_taken and when <= pd.Timestamp(LAST):
                events.append((suggestion, event, f"{when:%Y-%m-%d} 12:00:00"))
                if event in ("adopted", "declined", "merged") and ways > 0.3 and when < pd.Timestamp(LAST):
                    events.append((suggestion, "told", f"{when + pd.Timedelta(days=1):%Y-%m-%d} 09:00:00"))
    return {
        "suggestions": made,
        "suggestion_events": pd.DataFrame(events, columns=["suggestion_id", "event", "at"]),
    }


def _activities(reviews: int = 90, events: int = 160) -> pd.DataFrame:
    """Product reviews, some open, and education events of outlets; o07 holds none. Drawn apart from all else."""
    random = np.random.default_rng(20261127)
    days = _days(random, reviews)
    finished = days + pd.to_timedelta(random.integers(2, 28, reviews), unit="D")
    is_finished = (finished <= pd.Timestamp(LAST)).to_numpy()
    is_first, is_second = random.random(reviews) < 0.6, random.random(reviews) < 0.8
    reviewed = pd.DataFrame(
        {
            "activity_id": [f"v{at:03d}" for at in range(reviews)],
            "kind": "product_review",
            "name": "新产品",
            "started_on": days.dt.strftime("%Y-%m-%d"),
            "finished_on": np.where(is_finished, finished.dt.strftime("%Y-%m-%d"), ""),
            "unit_id": random.choice(["hq", "r01", "r02", "r03", "o01"], reviews),
            "line": _pick(random, ("retail", "card", ""), reviews, (0.6, 0.35, 0.05)),
            "findings": np.where(is_finished, random.poisson(2.0, reviews).astype(str), ""),
            "passed_first": np.where(is_finished, np.where(is_first, "true", "false"), ""),
            "passed_second": np.where(is_finished & ~is_first, np.where(is_second, "true", "false"), ""),
        }
    )
    held = _days(random, events)
    taught = pd.DataFrame(
        {
            "activity_id": [f"e{at:03d}" for at in range(events)],
            "kind": "education",
            "name": "金融知识进社区",
            "started_on": held.dt.strftime("%Y-%m-%d"),
            "finished_on": held.dt.strftime("%Y-%m-%d"),
            "unit_id": pd.Series(_outlets(random, held)).replace("o07", "o01"),
            "group_reached": _pick(random, ("elderly", "students", "new_citizens", ""), events, (0.4, 0.3, 0.25, 0.05)),
            "form": _pick(random, ("offline", "online", "both"), events, (0.7, 0.2, 0.1)),
            "reached": np.where(random.random(events) < 0.05, "", random.integers(5, 120, events).astype(str)),
        }
    )
    return pd.concat([reviewed, taught], ignore_index=True).fillna("")


def _plain(table: str, columns: Mapping[str, str] | list[str], **formats: str) -> str:
    pairs = columns.items() if isinstance(columns, Mapping) else [(name, name) for name in columns]
    lines = [f'table = "{table}"', "", "[file]", 'encoding = "utf-8"', f'files = "{table}*.csv"', ""]
    for name, header in pairs:
        lines += [f"[columns.{name}]", f'column = "{header}"']
        if name in formats:
            lines.append(f'format = "{formats[name]}"')
        lines.append("")
    return "\n".join(lines)


_SERVICE = """
table = "survey_responses"

[file]
encoding = "utf-8"
files = "service*.csv"

[survey]
id = "service"
name = "服务体验调查"
name_en = "Service survey"

[recommend]
column = "recommend"

[[ratings]]
kind = "satisfaction"
minimum = 1
maximum = 5
blank = ["0"]
not_used = ["6"]

[ratings.columns]
overall = "overall"
queue = "queue"
counter = "counter"
farewell = "farewell"
login = "login"
transfer = "transfer"
help = "help"
"""
_COUNTER = """
table = "survey_responses"

[file]
encoding = "utf-8"
files = "counter*.csv"

[survey]
id = "counter"
name = "柜面满意度调查"
name_en = "Counter survey"

[[ratings]]
column = "overall"
touchpoint = "overall"
kind = "satisfaction"
minimum = 1
maximum = 10

[[choices]]
question = "interests"
kind = "multiple"
column = "interests"
joiner = "┋"
options = ["存款", "理财", "贷款"]

[columns.response_id]
column = "id"

[columns.unit_id]
column = "unit"

[columns.responded_at]
column = "answered"
format = "%Y-%m-%d %H:%M:%S"
"""
_SERVICE_COLUMNS = {
    "response_id": "id",
    "unit_id": "unit",
    "invited_at": "invited",
    "responded_at": "answered",
    "status": "status",
    "line": "line",
    "channel": "channel",
    "product": "product",
    "age_band": "age_band",
    "is_new_citizen": "is_new_citizen",
    "tier": "tier",
    "journey_id": "journey",
    "weight": "weight",
    "verbatim": "words",
    "asked_contact": "contact",
    "replied_at": "replied",
}


def descriptions(of: Tables) -> dict[str, str]:
    """The descriptions as TOML, by their place under config/."""
    service = _SERVICE + "\n".join(
        f'\n[columns.{name}]\ncolumn = "{header}"' for name, header in _SERVICE_COLUMNS.items()
    )
    texts = {"survey_responses/service.toml": service, "survey_responses/counter.toml": _COUNTER}
    for table, frame in of.items():
        if table not in ("service", "counter"):
            texts[f"{table}/main.toml"] = _plain(table, list(frame.columns))
    # "suggestions*.csv" is meant for suggestions.csv, not for suggestion_events.csv, and each name fits one description
    return texts


def write(bank: Bank, of: Tables) -> tuple[Path, ...]:
    """Write the exports into the bank's inbox and the descriptions into its config; returns the exports."""
    bank.ensure()
    (bank.config / "bank.toml").write_text(SETTINGS, encoding="utf-8")
    for place, text in descriptions(of).items():
        path = bank.config / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    paths = []
    for table, frame in of.items():
        path = bank.inbox / f"{table}.csv"
        frame.to_csv(path, index=False, encoding="utf-8")
        paths.append(path)
    return tuple(paths)


def make(root: Path, name: str = "small", of: Tables | None = None) -> Bank:
    """A bank under ``root`` with one published build of these tables; some five seconds of processor."""
    bank = bank_named(name, root)
    load(bank, write(bank, of if of is not None else tables()))
    return bank
