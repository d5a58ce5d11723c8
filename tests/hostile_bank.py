"""A bank whose every text wants to be run: as HTML, SQL, a formula, a path, markup of the framework or the terminal.

Names of units, steps, journeys, surveys, labels and events, comments, suggestions, file names; and in the ledger what
people write: measures, kept views, reasons, cases. Its numbers are those of the small bank.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from dashboard.ledger import Author, audit, drafts, improvements, kept_views, open_ledger, suspensions, typical_cases
from dashboard.ledger.improvements import Known
from dashboard.slices import Slice, to_address
from pipelines.banks import Bank
from pipelines.banks import bank as bank_named
from pipelines.load import load
from tests import small_bank

RUNS = '<img src=x onerror="window.hyRan=1"><script>window.hyRan=1</script>'
SQL = "'); drop table fct_response; --"
FORMULA = '=HYPERLINK("http://evil.example","pay")'
LINK = "[pay](javascript:window.hyRan=1) $x$ :red[y] **z**"
PATH = "../../../../etc/passwd"
TEMPLATE = "{count} {0} %s %(x)s <b>{unit}</b>"
TERMINAL = "[/red][link=http://evil.example]x[/link] \x1b]8;;http://evil.example\x07y"
BROKEN_OUT = "]]></text></svg></style></title><svg/onload=window.hyRan=1>&#x3c;&amp;"
FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1")
TEXTS = (RUNS, SQL, FORMULA, LINK, PATH, TEMPLATE, TERMINAL, BROKEN_OUT, *FORMULAS)
NAMES = {
    "hq": BROKEN_OUT,
    "r01": RUNS,
    "r02": SQL,
    "r03": FORMULA,
    "o01": TERMINAL,
    "o02": LINK,
    "o03": PATH,
    "o06": TEMPLATE,
    "o07": FORMULAS[0],
}
TODAY = date(2026, 10, 12)
ME = "local"
QUARTER = Slice(period="2026Q3")


def tables() -> small_bank.Tables:
    """The small bank with its names and words exchanged; its numbers stay."""
    of = small_bank.tables(responses=2000)
    units = of["units"]
    for column in ("name", "name_en"):
        units = units.assign(**{column: units["unit_id"].map(NAMES).fillna(units[column])})
    of["units"] = units.assign(level=units["level"] + RUNS, level_en=units["level_en"] + RUNS)
    steps = of["touchpoints"]
    named = np.array(TEXTS[: len(steps)])
    of["touchpoints"] = steps.assign(name=named, name_en=named, stage=RUNS, stage_en=RUNS)
    of["journeys"] = of["journeys"].assign(name=[RUNS, FORMULA], name_en=[RUNS, FORMULA])
    of["events"] = of["events"].assign(name=[RUNS, FORMULA, TERMINAL], name_en=[RUNS, FORMULA, TERMINAL])
    of["activities"] = of["activities"].assign(name=np.resize(np.array(TEXTS), len(of["activities"])))
    of["suggestions"] = of["suggestions"].assign(text=np.resize(np.array(TEXTS), len(of["suggestions"])))
    words = np.resize(np.array(TEXTS), len(of["service"]))
    of["service"] = of["service"].assign(words=np.where(np.arange(len(words)) % 3 == 0, words, ""))
    of["labels"] = of["labels"].assign(
        name=[f"{FORMULAS[0]}{name} {RUNS}" for name in of["labels"]["name"]],
        name_en=[f"{FORMULA}{name} {LINK}" for name in of["labels"]["name_en"]],
    )
    return of


def make(root: Path) -> Bank:
    """The bank ``small`` in ``root``, loaded, with a ledger in which somebody wrote."""
    bank = bank_named("small", root)
    paths = small_bank.write(bank, tables())
    settings = f"name = '''{LINK}<script>'''\nname_en = '''{RUNS}'''\nzone = \"Asia/Shanghai\"\n"
    (bank.config / "bank.toml").write_text(settings, encoding="utf-8")
    for survey in bank.config.glob("survey_responses/*.toml"):
        text = survey.read_text(encoding="utf-8")
        text = text.replace('name = "服务体验调查"', f"name = '''{RUNS}'''")
        text = text.replace('name_en = "Service survey"', f"name_en = '''{FORMULA}'''")
        survey.write_text(text.replace('name = "柜面满意度调查"', f"name = '''{LINK}'''"), encoding="utf-8")
    hostile = [path.rename(path.with_name(f"{path.stem} <script>{at}&=cmd.csv")) for at, path in enumerate(paths)]
    load(bank, tuple(hostile))
    _written(bank)
    return bank


def _written(bank: Bank) -> None:
    """What people of the bank wrote, each text where a text may be."""
    ledger, me = open_ledger("small", bank.folder), Author(ME, RUNS, RUNS, RUNS)
    units = {"r01", "r02", "o03", "o07"}
    known = Known(TODAY, units, units, {"nps"}, takes_past=True)
    for at, text in enumerate(TEXTS):
        with ledger.writing(me) as writing:
            days = {"due_on": "2026-09-01" if at % 2 else "2026-12-01", "reinspect_on": "2027-02-01"}
            about = {"owner": text, "unit_id": sorted(units)[at % 4], "finding": text, "note": text, "measure": "nps"}
            improvements.add(writing, {"title": text, **about, **days}, known)
        with ledger.writing(me) as writing:
            kept_views.keep(writing, text, "trend", {"unit": [text], "period": ["all"]})
        with ledger.writing(me) as writing:
            suspensions.suspend(writing, text, text)
        with ledger.writing(me) as writing:
            drafts.put(
                writing, "trend", text, page="trend", address={"unit": ["r01"]}, build="b", numbers={"score": 1.0}
            )
        audit.record(ledger, Author(text, text, text, text), "view", subject=text, detail=text, is_refused=True)
    for text in TEXTS[: typical_cases.MOST_CASES]:
        with ledger.writing(me) as writing:
            place = to_address(QUARTER)
            typical_cases.choose(writing, place, "2026Q3", text=text, told_on=date(2026, 8, 3), unit_id="r01")
