"""Fifty people of different rights click through a site of two processes while builds are published beside them.

``python -m tests.soak.load --minutes 10``: every session is a websocket of its own behind the shipped nginx file, asks
for page after page with the pauses of a reader, and in one of eight clicks for a unit it may not see. Exit 1 where a
page failed, anybody was told of a unit or line that is not theirs, the memory of the processes went on growing, or the
audit is not whole. Figures are printed, and none is a promise: they are of the machine they ran on.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from dashboard.ledger import audit, open_ledger
from tests.browser.conftest import PROJECT
from tests.browser.provider import COOKIE_SECRET
from tests.dashboard.access import wire
from tests.dashboard.access.wire import Line, claims, cookie
from tests.dashboard.server.site import Site, running_site

SESSIONS = 50
PAUSE_SECONDS = (5.0, 40.0)
"""People read what they asked for."""
LONGEST_WAIT_SECONDS = 300
BUILD_EVERY_SECONDS = 60
SAMPLE_EVERY_SECONDS = 5
MOST_GROWTH = 1.10
"""The last quarter's memory over the second's: by then everybody has been everywhere."""
LEAST_MINUTES = 10
"""A shorter run still fills what is kept of each build; nothing is said of its memory."""
PAGES = ("overview", "trend", "journeys", "branches", "suggestions", "complaints", "voices", "drivers", "explore")
MORE_PAGES = ("index", "activities", "reports", "data", "method")
EAST = ("东区分行", "East", "湖滨支行", "Lakeside", "人民路支行", "Renmin Road")
WEST = ("西区分行", "车站支行", "Station")
SOUTH = ("南区分行", "古镇支行", "Old Town", "码头支行", "Harbour", "新村支行", "Xincun")
PERSON = '\n[people."qian@bank.example"]\nroles = ["head"]\ndeny_units = ["o03"]\n'
BROKEN = ("Traceback", "出错", "Sorry: something went wrong")


@dataclass(frozen=True)
class Role:
    """One kind of reader: what they choose among, what they may not be told, and what they ask for in vain."""

    person: str
    units: tuple[str, ...]
    foreign: tuple[str, ...]
    in_vain: str = ""


ROLES = (
    Role("chen", ("", "r01", "r02", "r03", "o01", "o05"), ()),
    Role("wang", ("r01", "o01", "o02", "o03"), (*WEST, *SOUTH), "r02"),
    Role("zhao", ("r01", "o01", "o02"), (*WEST, *SOUTH), "o05"),
    Role("li", ("r01", "r03", "o05", "o07"), WEST, "r02"),
    Role("sun", ("", "r01", "r02"), ("零售条线",)),
    Role("qian", ("o01", "o02", "r02", "r03"), ("湖滨支行", "Lakeside"), "r01"),
)


@dataclass
class Seen:
    """What all sessions found; one lock for all of it."""

    answers: int = 0
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    by_person: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def session(site: Site, role: Role, number: int, until: float, seen: Seen) -> None:
    """One reader until the time is over."""
    chance = random.Random(number)
    who = f"{role.person}@bank.example"
    signed = cookie(claims(who, iat=int(time.time()) - number), site.address, COOKIE_SECRET)
    line = Line(site.address, signed, longest_wait=LONGEST_WAIT_SECONDS)
    try:
        while time.time() < until:
            time.sleep(chance.uniform(*PAUSE_SECONDS))
            page = chance.choice((*PAGES, *PAGES, *MORE_PAGES))
            is_in_vain = bool(role.in_vain) and chance.random() < 1 / 8
            unit = role.in_vain if is_in_vain else chance.choice(role.units)
            lang = chance.choice(("zh_CN", "en"))
            query = f"lang={lang}&period={chance.choice(('all', '2026Q2', '2025'))}" + (f"&unit={unit}" if unit else "")
            begun = time.monotonic()
            told = line.ask(page, query)
            took = time.monotonic() - begun
            wrong = [f"tells of {name}" for name in wire.names(told, role.foreign)]
            wrong += [f"says {word}" for word in wire.names(told, BROKEN)]
            if not told:
                wrong.append("the line was cut")
            with seen.lock:
                seen.answers += 1
                seen.seconds.append(took)
                seen.by_person[role.person] += 1
                seen.refused += is_in_vain
                seen.faults += [f"{who} {page}?{query}: {each}" for each in wrong]
            if not told:
                return
    except Exception as fault:  # noqa: BLE001 whatever breaks one session is a finding, and the others go on
        with seen.lock:
            seen.faults.append(f"{who}: {type(fault).__name__}: {fault}")
    finally:
        line.close()


def publishing(site: Site, until: float, seen: Seen, published: list[str]) -> None:
    """A build every minute, each in a process of its own as a loader is."""
    code = (
        "import sys; from pathlib import Path; from pipelines.banks import bank; from pipelines.build import build\n"
        "b = bank('small', Path(sys.argv[1]))\n"
        "with b.loading(): print(build(b, lambda *_: None, is_rebuild=True).build_id)"
    )
    while (left := until - time.time()) > BUILD_EVERY_SECONDS / 2:
        time.sleep(min(BUILD_EVERY_SECONDS, left / 2))
        made = subprocess.run(
            [sys.executable, "-c", code, site.banks], cwd=PROJECT, capture_output=True, text=True, check=False
        )
        published.append(made.stdout.strip())
        if made.returncode:
            with seen.lock:
                seen.faults.append(f"a build failed: {made.stderr[-500:]}")


def memory_of(pid: int) -> float:
    """Resident megabytes of a process."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def run(site: Site, minutes: float, sessions: int) -> int:
    """The whole soak on a site that stands; the exit code."""
    path = site.bank / "config" / "access.toml"
    path.write_text(path.read_text(encoding="utf-8") + PERSON, encoding="utf-8")
    until, seen, published = time.time() + minutes * 60, Seen(), list[str]()
    threads = [
        threading.Thread(target=session, args=(site, ROLES[number % len(ROLES)], number, until, seen))
        for number in range(sessions)
    ]
    threads.append(threading.Thread(target=publishing, args=(site, until, seen, published)))
    for each in threads:
        each.start()
    memory: list[float] = []
    while time.time() < until:
        memory.append(sum(memory_of(site.pid(port)) for port in site.ports))
        time.sleep(SAMPLE_EVERY_SECONDS)
    for each in threads:
        each.join()
    quarters = [float(np.mean(part)) for part in np.array_split(np.array(memory), 4)]
    if (growth := quarters[3] / quarters[1]) > MOST_GROWTH and minutes >= LEAST_MINUTES:
        seen.faults.append(f"memory grew to {growth:.2f} times its second quarter")
    whole = audit.verify(open_ledger("small", site.bank))
    seen.faults += [f"the audit: {number} {code}" for number, code in whole.faults]
    _print(seen, published, quarters, whole.entries, minutes, sessions, len(site.ports))
    return int(bool(seen.faults))


def _print(
    seen: Seen, published: list[str], quarters: list[float], entries: int, minutes: float, sessions: int, processes: int
) -> None:
    half, most = np.quantile(seen.seconds, [0.5, 0.95]) if seen.seconds else (0, 0)
    print(
        f"{sessions} sessions, {processes} processes, {minutes:g} minutes, {len(published)} builds published meanwhile"
    )
    print(f"  {seen.answers:,} pages, {seen.refused:,} of them asked for in vain; by person {dict(seen.by_person)}")
    print(f"  a page: half within {half:.1f} s, 95 of 100 within {most:.1f} s")
    print(f"  memory of all processes by quarter, MB: {', '.join(f'{each:,.0f}' for each in quarters)}")
    print(f"  {entries:,} entries in the audit")
    print(f"  {len(seen.faults)} faults")
    for fault in seen.faults[:40]:
        print(f"    {fault}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak.load", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--sessions", type=int, default=SESSIONS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="huiyin-load-") as folder, running_site(Path(folder)) as site:
        return run(site, chosen.minutes, chosen.sessions)


if __name__ == "__main__":
    sys.exit(main())
