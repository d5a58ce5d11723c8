"""The machine's own Chromium without a window, led over a pipe: one browser that draws many files, and asks nobody.

Its words come and go through two pipes that only this process holds: no port is opened, nobody else can lead it.
Whatever a document might ask of the network leads nowhere, and is counted.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
LONGEST_SECONDS = 60
"""How long one step of a drawing may take before it is given up."""
_CHUNK = 1 << 16
_OUTSIDE = ("http:", "https:", "ws:", "wss:", "ftp:")


class PictureError(RuntimeError):
    """The picture was not made; the message says why, for the log."""


def browser() -> str | None:
    """Path of a Chromium on this machine: ``BROWSER_PATH``, else the first known one; None where there is none."""
    written = os.environ.get("BROWSER_PATH")
    if written:
        return written if Path(written).exists() else None
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def can_draw() -> bool:
    """Whether this machine draws by itself: it has a Chromium, and one that can be led over pipes (not on Windows)."""
    return os.name == "posix" and browser() is not None


def fixed_words(profile: Path) -> list[str]:
    """What every start of the browser is told: no window, nothing from outside, a profile that is thrown away."""
    return [
        "--headless=new",
        "--disable-gpu",
        "--hide-scrollbars",
        "--no-first-run",
        "--disable-extensions",
        "--disable-background-networking",
        "--proxy-server=127.0.0.1:9",  # whatever a document might ask of the network leads nowhere
        f"--user-data-dir={profile}",
        *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
    ]


class Page:
    """One open document of a browser that is led over a pipe. Raises PictureError where a step fails."""

    def __init__(self, process: subprocess.Popen[bytes], to_browser: int, from_browser: int) -> None:
        self._process, self._to, self._from = process, to_browser, from_browser
        self._number, self._unread = 0, b""
        self._session = ""
        self._loaded = 0
        self.asked: list[str] = []
        """Every address outside of this machine that the document asked for; none of them was reached."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self._call(f"{domain}.enable")

    def open(self, document: Path) -> None:
        """Load a file of this machine and wait until it is there."""
        before = self._loaded
        self._call("Page.navigate", url=document.as_uri())
        deadline = time.monotonic() + LONGEST_SECONDS
        while self._loaded == before:
            self._take(deadline)

    def run(self, script: str) -> Any:
        """What an expression comes to; a promise is awaited. PictureError with its words where it throws."""
        told = self._call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in told:
            fault = told["exceptionDetails"]
            raise PictureError(str(fault.get("exception", {}).get("description") or fault.get("text")))
        return told["result"].get("value")

    def pdf(self, width_px: float, height_px: float) -> bytes:
        """What the document shows, printed on one sheet of its own size (96 px to the inch)."""
        told = self._call(
            "Page.printToPDF",
            paperWidth=width_px / 96,
            paperHeight=height_px / 96,
            **dict.fromkeys(("marginTop", "marginBottom", "marginLeft", "marginRight"), 0),
            printBackground=True,
            pageRanges="1",
        )
        return base64.b64decode(told["data"])

    def _call(self, method: str, **parameters: Any) -> Mapping[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            asked["sessionId"] = self._session
        deadline = time.monotonic() + LONGEST_SECONDS
        self._send(json.dumps(asked).encode() + b"\0", deadline)
        while True:
            told = self._take(deadline)
            if told.get("id") != self._number:
                continue
            if "error" in told:
                raise PictureError(f"{method}: {told['error'].get('message')}")
            result: Mapping[str, Any] = told["result"]
            return result

    def _send(self, whole: bytes, deadline: float) -> None:
        """All of it; what the browser says meanwhile is read, or both would wait for each other."""
        left = memoryview(whole)
        while left:
            readable, writable, _ = select.select([self._from], [self._to], [], max(0.0, deadline - time.monotonic()))
            if readable:
                self._read()
            if writable:
                try:
                    left = left[os.write(self._to, left[:_CHUNK]) :]
                except OSError as fault:
                    raise PictureError(f"the browser is gone: {fault}") from fault
            if not readable and not writable:
                raise PictureError(f"the browser took longer than {LONGEST_SECONDS} seconds")

    def _read(self) -> None:
        got = os.read(self._from, 1 << 20)
        if not got:
            raise PictureError(f"the browser ended with {self._process.poll()}")
        self._unread += got

    def _take(self, deadline: float) -> Mapping[str, Any]:
        """The next thing the browser says."""
        while b"\0" not in self._unread:
            if not select.select([self._from], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise PictureError(f"the browser took longer than {LONGEST_SECONDS} seconds")
            self._read()
        line, _, self._unread = self._unread.partition(b"\0")
        told: dict[str, Any] = json.loads(line)
        if told.get("method") == "Page.loadEventFired":
            self._loaded += 1
        elif told.get("method") == "Network.requestWillBeSent":
            address = str(told["params"]["request"]["url"])
            if address.startswith(_OUTSIDE):
                self.asked.append(address)
        return told


@contextmanager
def opened() -> Iterator[Page]:
    """A browser with one page, ended with the block. PictureError where this machine has none, or none that starts."""
    path = browser()
    if path is None or not can_draw():
        raise PictureError("there is no Chromium on this machine that can be led")
    with tempfile.TemporaryDirectory(prefix="huiyin-browser-", ignore_cleanup_errors=True) as folder:
        its_end, ours = os.pipe()
        theirs, its_voice = os.pipe()
        try:
            os.set_blocking(ours, False)
            process = _started(
                [path, *fixed_words(Path(folder) / "profile"), "--remote-debugging-pipe"], its_end, its_voice
            )
        finally:
            os.close(its_end)
            os.close(its_voice)
        try:
            yield Page(process, ours, theirs)
        finally:
            os.close(ours)  # the browser ends by itself when nobody leads it any more
            os.close(theirs)
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


_RELAY = """
import fcntl, os, sys
reads, writes = (fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3])
os.dup2(reads, 3)
os.dup2(writes, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Puts our pipes where the browser looks for them, in a process of its own: nothing of ours runs after a fork."""


def _started(command: list[str], its_end: int, its_voice: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(  # noqa: S603 our own arguments
            [sys.executable, "-I", "-S", "-c", _RELAY, str(its_end), str(its_voice), *command],
            pass_fds=(its_end, its_voice),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as fault:
        raise PictureError(f"the browser did not start: {fault}") from fault
