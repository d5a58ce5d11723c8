"""Sees to it that this machine has a Chromium and a Chinese font for the browser tests; standard library only.

On Debian as root both are installed when missing. Elsewhere it says what to install; in CI (``CI`` set) a missing
browser is a failure, on a person's machine the browser tests are skipped with the same message.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Path of the system's Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether any installed font covers Chinese (asked of fontconfig; without it we cannot tell and say yes)."""
    if not shutil.which("fc-list"):
        return chromium() is not None
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def launch_arguments() -> list[str]:
    """Nothing is resolved but this machine: a page may need nothing from outside. As root there is no sandbox."""
    alone = ["--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost", "--disable-gpu"]
    return [*alone, "--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else alone


def _install(packages: list[str]) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)


def main() -> int:
    missing = [
        package
        for package, is_there in (("chromium", chromium() is not None), ("fonts-noto-cjk", has_chinese_font()))
        if not is_there
    ]
    if missing and Path("/etc/debian_version").exists() and os.geteuid() == 0:
        print(f"browser tests: installing {', '.join(missing)} from Debian's packages")
        _install(missing)
    if chromium() is None:
        print(
            "browser tests: no Chromium found. Install Chromium or Google Chrome and a Chinese font "
            "(Debian, Ubuntu: apt-get install chromium fonts-noto-cjk; macOS: brew install --cask chromium)."
        )
        return 1 if os.environ.get("CI") else 0
    print(f"browser tests: {chromium()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
