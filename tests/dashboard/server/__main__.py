"""What happens when a part of the site fails, tried on a whole one: `make faults`. One line per statement.

Two processes of the app stand behind the shipped nginx configuration; a browser and open lines look while one process
is killed, a build is published, secrets are changed, the provider is away, the ledger is locked, the disk is full and
the build deleted. Exit 1 where anything was otherwise than stated.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from dashboard.ledger import audit, open_ledger
from dashboard.ledger.migration import steps
from tests.browser.conftest import PROJECT, settled
from tests.browser.provider import COOKIE_SECRET
from tests.browser.system import chromium, launch_arguments
from tests.dashboard.access import wire
from tests.dashboard.access.wire import Line, claims, cookie
from tests.dashboard.server.site import SHIPPED, Site, running_site

WANG, CHEN = "wang@bank.example", "chen@bank.example"
DRAWN = '[data-testid="stApp"][data-test-script-state="notRunning"]'
CONNECTED = '[data-testid="stApp"][data-test-connection-state="CONNECTED"]'
OWN, FOREIGN, BANK = "东区分行", ("西区分行", "南区分行"), "小城银行"
NOT_LET_SEE = (BANK, OWN, *FOREIGN)
QUERY = "lang=zh_CN&unit=r01"
SMALL_DISK = "192m"
HOUR = 3_600


@dataclass
class Trial:
    """What was stated and whether it was so."""

    failed: list[str] = field(default_factory=list)

    def holds(self, stated: str, is_so: bool) -> None:
        print(f"  {'ok  ' if is_so else 'NOT '} {stated}", flush=True)
        if not is_so:
            self.failed.append(stated)

    def about(self, fault: str) -> None:
        print(fault, flush=True)


def _line(site: Site, who: str = WANG, secret: str = COOKIE_SECRET) -> Line:
    return Line(site.address, cookie(claims(who), site.address, secret))


def _whole(site: Site) -> int:
    """How many entries the audit has; −1 where its chain is not whole."""
    found = audit.verify(open_ledger("small", site.bank))
    return -1 if found.faults else found.entries


def _is_clean(told: bytes) -> bool:
    return bool(told) and not wire.names(told, NOT_LET_SEE) and b"Traceback" not in told


@contextmanager
def _browser(site: Site) -> Iterator[Page]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=launch_arguments())
        context = opened.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        signed = cookie(claims(WANG), site.address, COOKIE_SECRET)
        context.add_cookies([{"name": wire.USER, "value": signed, "url": site.address}])
        yield context.new_page()
        opened.close()


def an_upgrade(site: Site, trial: Trial) -> None:
    """The site stands on an older program, whose ledger lacks the newest step; up, back, and up again."""
    trial.about("an upgrade that changes the ledger, and back")
    old = (site.folder / "current").resolve()
    signed = cookie(claims(WANG), site.address, COOKIE_SECRET)
    archive, away = site.folder / "before.tar.gz", site.folder / "away"

    def serves() -> bool:
        line = Line(site.address, signed)
        told = line.ask("trend", QUERY)
        line.close()
        return bool(wire.names(told, (OWN,)))

    trial.holds("the older program serves", serves())
    taken = subprocess.run([SHIPPED / "backup.sh", site.banks, "small", archive], check=False, capture_output=True)
    site.use(PROJECT)
    told = site.restart(*site.ports)
    trial.holds("backup.sh, then restart.sh brings both back on the new one", not taken.returncode | told.returncode)
    trial.holds("the same sign-in still holds", serves())
    trial.holds("the ledger has the newest step, its audit is whole", _newest_step(site) and _whole(site) > 0)
    site.use(old)
    trial.holds(
        "the older one refuses that ledger; restart.sh stops", site.restart(site.ports[0], patience=20).returncode == 1
    )
    trial.holds("the other process still serves the site", serves())
    shutil.move(site.bank, away)
    put = subprocess.run([SHIPPED / "restore.sh", archive, site.banks], check=False, capture_output=True)
    told = site.restart(*site.ports)
    trial.holds("going back is restoring the backup", not put.returncode | told.returncode and serves())
    site.use(PROJECT)
    trial.holds("and up again", not site.restart(*site.ports).returncode and serves() and _newest_step(site))
    shutil.rmtree(away)


def _newest_step(site: Site) -> bool:
    with sqlite3.connect(site.bank / "ledger.sqlite") as looked_at:
        found = looked_at.execute("select max(number) from ledger_step").fetchone()[0]
    return bool(found == max(step.number for step in steps()))


def _older(folder: Path) -> Path:
    """The program as it was before the ledger's newest step."""
    old = folder / "older"
    for each in ("dashboard", "pipelines", ".streamlit"):
        shutil.copytree(PROJECT / each, old / each, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "streamlit_app.py", old)
    newest = max(step.number for step in steps())
    for each in old.glob(f"dashboard/ledger/steps/{newest:03d}_*"):
        each.unlink()
    return old


def one_process_of_two(site: Site, trial: Trial) -> None:
    """kill −9 under a reader's hand."""
    trial.about("kill -9 of one of two processes")
    with _browser(site) as page:
        page.goto(f"{site.address}/trend?{QUERY}")
        settled(page)
        trial.holds("a browser works through nginx", OWN in page.inner_text("body"))
        before, hit = _whole(site), site.chosen()
        other = next(port for port in site.ports if port != hit)
        site.kill(hit)
        trial.holds("its own probe says so, the site's stays ready", not site.probe(f"http://127.0.0.1:{hit}"))
        trial.holds("the other process serves", site.probe(site.address) == site.probe(f"http://127.0.0.1:{other}"))
        while site.chosen() != other:
            page.wait_for_timeout(200)
        page.wait_for_selector(CONNECTED)
        settled(page)
        for _ in range(2):  # what is clicked while the line is opened anew draws the page and is to be clicked again
            page.locator("[data-action=table]").first.click()
            with contextlib.suppress(BrowserError):
                page.get_by_test_id("stDataFrame").wait_for(timeout=10_000)
                break
            page.wait_for_selector(DRAWN, timeout=120_000)
        trial.holds("a table opens on the same page", page.get_by_test_id("stDataFrame").count() > 0)
        trial.holds("the view is kept", page.url.endswith(f"/trend?{QUERY}"))
        trial.holds("still signed in, still one's own units alone", OWN in page.inner_text("body"))
        trial.holds("by the other process", site.chosen() == other)
        trial.holds("no entry of the audit is lost, its chain is whole", _whole(site) > before >= 0)
    trial.holds("it is started again", site.restart(hit).returncode == 0)


def a_build_meanwhile(site: Site, trial: Trial) -> None:
    """The next build of the same records, and a rolling restart, under an open line."""
    trial.about("a build is published while people look; then a rolling restart")
    line, before = _line(site), _whole(site)
    first = line.ask("trend", QUERY)
    new = site.publish()
    second = line.ask("trend", QUERY)
    trial.holds("the next click is of the new build, on the same line", new.encode() in second)
    trial.holds("and not before", new.encode() not in first and bool(wire.names(second, (OWN,))))
    told = site.restart(*site.ports)
    trial.holds("restart.sh brings both back, one after the other", told.stdout.count("is back") == len(site.ports))
    line.close()
    again = _line(site)
    trial.holds("the same sign-in still holds", bool(wire.names(again.ask("trend", QUERY), (OWN,))))
    again.close()
    trial.holds("no entry of the audit is lost, its chain is whole", _whole(site) > before >= 0)


def the_provider_is_away(site: Site, trial: Trial) -> None:
    """Nobody listens at the provider's address all the while."""
    trial.about("the provider is down")
    line = _line(site)
    trial.holds("who has signed in goes on", bool(wire.names(line.ask("trend", QUERY), (OWN,))))
    line.close()
    answer = httpx.get(f"{site.address}/auth/login", timeout=60)
    trial.holds(f"signing in is refused ({answer.status_code}), without a traceback", "Traceback" not in answer.text)
    nobody = Line(site.address)
    trial.holds("who has not signed in is shown nothing", _is_clean(nobody.ask("trend", QUERY)))
    nobody.close()


def the_ledger_is_locked(site: Site, trial: Trial) -> None:
    """Somebody else holds the write lock for longer than anybody waits."""
    trial.about("the ledger is locked")
    line, before = _line(site), _whole(site)
    with sqlite3.connect(site.bank / "ledger.sqlite", isolation_level=None) as held:
        held.execute("begin immediate")
        told = line.ask("voices", QUERY)
        held.execute("rollback")
    held.close()
    trial.holds("what cannot be noted is not shown", "客户推荐度" not in told.decode(errors="ignore") and bool(told))
    trial.holds("no detail of the fault on screen", b"OperationalError" not in told and b"Traceback" not in told)
    trial.holds("the next click works", bool(wire.names(line.ask("voices", QUERY), (OWN,))))
    line.close()
    trial.holds("no entry of the audit is lost, its chain is whole", _whole(site) >= before >= 0)


def the_build_is_deleted(site: Site, trial: Trial) -> None:
    """The file is taken away under the processes."""
    trial.about("the build is deleted under the app")
    line = _line(site)
    line.ask("trend", QUERY)
    served = site.bank / "builds" / (site.bank / "CURRENT").read_text(encoding="utf-8").strip()
    away = served.with_suffix(".away")
    served.rename(away)
    told = line.ask("journeys", QUERY)
    trial.holds("whoever holds it open goes on reading it", bool(wire.names(told, (OWN,))) and b"Traceback" not in told)
    line.close()
    begun = site.restart(site.ports[0], patience=15)
    alone = f"http://127.0.0.1:{site.ports[0]}"
    trial.holds("a process that begins without it is not ready (503)", site.probe(alone) == 503)
    trial.holds("and restart.sh leaves the others as they are", begun.returncode == 1)
    trial.holds("nginx sends nobody's probe there", site.probe(site.address) == 200)
    away.rename(served)
    trial.holds("put back, it serves again", site.probe(alone) == 200)


def the_clock_jumps(site: Site, trial: Trial) -> None:
    """Of the app's processes alone: a library between them and the machine tells another time of day."""
    trial.about("the clock jumps")
    if "SHIFTED_BY" not in site.environment:
        print("  not tried: a C compiler is needed (apt-get install gcc)")
        return
    shifted, before = Path(site.environment["SHIFTED_BY"]), _whole(site)
    signed = cookie(claims(WANG, iat=int(time.time()) - 90), site.address, COOKIE_SECRET)
    line = Line(site.address, signed)
    line.ask("trend", QUERY)
    shifted.write_text(str(-3 * HOUR), encoding="utf-8")
    told = line.ask("voices", QUERY)
    trial.holds("three hours back: who has signed in goes on", bool(wire.names(told, (OWN,))))
    last, one_before = audit.entries(open_ledger("small", site.bank), last=2)
    trial.holds("entries keep their order and carry the earlier time", last["at"] < one_before["at"])
    trial.holds("their chain is whole", _whole(site) > before)
    shifted.write_text(str(3 * HOUR), encoding="utf-8")
    told = line.ask("voices", QUERY)
    trial.holds("three hours forward: the sign-in is over, nothing is shown", _is_clean(told))
    shifted.write_text("0", encoding="utf-8")
    trial.holds("set right again it holds as before", bool(wire.names(line.ask("journeys", QUERY), (OWN,))))
    line.close()
    trial.holds("no entry of the audit is lost, its chain is whole", _whole(site) >= before + 3)


def backup_and_restore(site: Site, trial: Trial) -> None:
    """Into another folder, while the bank is served."""
    trial.about("backup and restore")
    archive, elsewhere = site.folder / "small.tar.gz", site.folder / "elsewhere"
    taken = subprocess.run([SHIPPED / "backup.sh", site.banks, "small", archive], check=False, capture_output=True)
    put = subprocess.run([SHIPPED / "restore.sh", archive, elsewhere], check=False, capture_output=True)
    twice = subprocess.run([SHIPPED / "restore.sh", archive, elsewhere], check=False, capture_output=True)
    trial.holds("both run while the bank is served", taken.returncode == put.returncode == 0)
    trial.holds("a bank that is there is not overwritten", twice.returncode == 1)
    there = audit.verify(open_ledger("small", elsewhere / "small"))
    trial.holds("the restored audit is whole", there.faults == () and 0 < there.entries <= _whole(site))
    asked = [sys.executable, "-m", "dashboard", "nps", "--by", "month", "--json", "--bank", "small"]
    both = [{**site.environment, "HUIYIN_BANKS": str(banks)} for banks in (site.banks, elsewhere)]
    told = [subprocess.run(asked, env=each, capture_output=True, check=False).stdout for each in both]
    trial.holds("the restored bank answers the same", bool(told[0]) and told[0] == told[1])


def the_cookies_secret_changes(site: Site, trial: Trial) -> None:
    trial.about("the cookie's secret is changed, then a rolling restart")
    fresh = "another secret of the tests, also long enough"
    (site.folder / "cookie-secret").write_text(fresh, encoding="utf-8")
    site.restart(*site.ports)
    for secret, is_let_in in ((COOKIE_SECRET, False), (fresh, True)):
        line = _line(site, secret=secret)
        told = line.ask("trend", QUERY)
        stated = "signed with the new one opens" if is_let_in else "every cookie of before is worthless"
        trial.holds(stated, bool(wire.names(told, (OWN,))) is is_let_in)
        line.close()
    (site.folder / "cookie-secret").write_text(COOKIE_SECRET, encoding="utf-8")
    site.restart(*site.ports)


def the_disk_is_full(site: Site, trial: Trial) -> None:
    """The banks lie on a small disk of their own, which is filled up to its last byte."""
    trial.about("the disk is full")
    if not site.banks.is_mount():
        print("  not tried: a small disk needs the right to mount one")
        return
    line, before, filler = _line(site), _whole(site), site.banks / "filler"
    line.ask("method", "lang=zh_CN")
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        while file.write(b"x" * 4_096):
            pass
    shown, told = 0, b""
    for unit in ("r01", "o01", "o02", "o03") * 5:
        told = line.ask("trend", f"lang=zh_CN&unit={unit}")
        if not wire.names(told, ("客户推荐度（NPS） ",)):
            break
        shown += 1
    is_kept_back = bool(told) and shown < 20 and b"Traceback" not in told
    trial.holds("no page is shown that cannot be noted, nor any detail", is_kept_back)
    trial.holds("who has signed out is out all the same", _signs_out(site))
    filler.unlink()
    trial.holds("with room again the next click works", bool(wire.names(line.ask("trend", QUERY), (OWN,))))
    line.close()
    trial.holds("every page that was shown is in the audit, its chain is whole", _whole(site) >= before + shown >= 0)
    print(f"       ({shown} more were noted and shown before the disk was full)")


def _signs_out(site: Site) -> bool:
    """Whether a sign-in that ends while nothing can be written is over in the process that was asked."""
    address = f"http://127.0.0.1:{site.ports[0]}"
    signed = cookie(claims(CHEN), site.address, COOKIE_SECRET)
    httpx.get(f"{address}/auth/logout", headers={"Cookie": f"{wire.USER}={signed}"}, timeout=60)
    line = Line(address, signed, headers={"Origin": address})
    told = line.ask("method", "lang=zh_CN")
    line.close()
    return _is_clean(told)


TRIALS: tuple[Callable[[Site, Trial], None], ...] = (
    an_upgrade,  # the first: the site is begun on the older program
    one_process_of_two,
    a_build_meanwhile,
    the_provider_is_away,
    the_ledger_is_locked,
    the_build_is_deleted,
    the_clock_jumps,
    backup_and_restore,
    the_cookies_secret_changes,
    the_disk_is_full,
)


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    """A disk of its own for the banks, where this user may mount one; else the folder stays what it is."""
    folder.mkdir()
    has_disk = not subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "none", folder], check=False, capture_output=True
    ).returncode
    try:
        yield
    finally:
        if has_disk:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _own_clock(folder: Path) -> dict[str, str]:
    """What gives the app's processes a clock of their own, where it can be compiled."""
    library, shifted = folder / "shifted_clock.so", folder / "shifted-by"
    shifted.write_text("0", encoding="utf-8")
    if (compiler := shutil.which("cc")) is None:
        return {}
    source = Path(__file__).parent / "shifted_clock.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SHIFTED_BY": str(shifted)}


def main() -> int:
    if shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin") is None or chromium() is None:
        print("nginx and Chromium are needed: apt-get install nginx chromium")
        return 2
    trial, begun = Trial(), time.monotonic()
    chosen = [each for each in TRIALS if not sys.argv[1:] or each.__name__ in sys.argv[1:]]
    with (
        tempfile.TemporaryDirectory(prefix="huiyin-site-") as folder,
        _small_disk(Path(folder) / "banks"),
        running_site(
            Path(folder),
            more=_own_clock(Path(folder)),
            program=_older(Path(folder)) if an_upgrade in chosen else PROJECT,
        ) as site,
    ):
        for each in chosen:
            each(site, trial)
    print(f"{len(trial.failed)} otherwise than stated, {time.monotonic() - begun:.0f} s")
    return int(bool(trial.failed))


if __name__ == "__main__":
    sys.exit(main())
