"""With every line to the outside cut, pages, exports and reports work as before, and nobody is asked but the app."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dashboard.reports.making import FORMATS
from dashboard.sheets import KINDS
from tests.browser.conftest import PROJECT
from tests.browser.cut_off import PAGES
from tests.browser.system import chromium

pytestmark = pytest.mark.browser
_CUT = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "cut-off"]


@pytest.fixture(scope="module")
def told(banks: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the program found where there is only this machine."""
    if not shutil.which("unshare") or not shutil.which("ip") or subprocess.run([*_CUT, "true"], check=False).returncode:
        pytest.skip("this machine lets nobody cut the network: run as root with unshare and ip (util-linux, iproute2)")
    if chromium() is None:
        pytest.skip("no Chromium on this machine: install Chromium or Google Chrome to open the pages")
    out = tmp_path_factory.mktemp("cut-off")
    environment = {**os.environ, "HUIYIN_BANKS": str(banks)}
    environment.pop("HUIYIN_BANK", None)
    command = [*_CUT, sys.executable, "-m", "tests.browser.cut_off", str(banks), str(out)]
    run = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_there_is_no_way_out(told: dict[str, Any]) -> None:
    assert told["outside"] == "Network is unreachable"


def test_every_page_is_drawn(told: dict[str, Any]) -> None:
    assert set(told["pages"]) == set(PAGES)
    for name, page in told["pages"].items():
        assert [title for title in page["title"] if title], name
        assert "抱歉" not in page["text"], name


def test_a_report_and_an_answer_are_made_in_every_format(told: dict[str, Any]) -> None:
    assert (told["report"], told["export"]) == (0, 0)
    made = {name.rpartition(".")[2] for name in told["made"] if name.startswith("complaints")}
    assert made == set(FORMATS)
    assert {name.rpartition(".")[2] for name in told["made"] if name.startswith("huiyin")} == set(KINDS)
    assert all(size > 500 for size in told["made"].values())


def test_nobody_is_asked_but_the_app_itself(told: dict[str, Any]) -> None:
    asked, stopped = set(told["app"]["asked"]), set(told["app"]["stopped"])
    assert told["address"] in asked, "what is asked is seen here"
    assert asked - stopped == {told["address"]}
    assert told["files"] == {"asked": [], "stopped": []}
