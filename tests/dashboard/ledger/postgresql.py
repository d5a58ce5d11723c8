"""A real PostgreSQL for the ledger's tests: installed on Debian as root when missing, started in a folder of its own.

``python -m tests.dashboard.ledger.postgresql`` sees to the installation (``make test`` runs it). In CI (``CI`` set) a
missing server is a failure, on a person's machine the tests on PostgreSQL are skipped with the same message.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
MISSING = "no PostgreSQL on this machine: apt-get install postgresql (macOS: brew install postgresql)"
SERVER_USER = "postgres"


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl (the newest of Debian's), or None."""
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda path: float(path.parent.name)) if DEBIAN.is_dir() else []
    for folder in reversed(versions):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a fresh server on a free port of this machine, with nothing in it; gone afterwards."""
    folder = programs()
    if folder is None:
        raise RuntimeError(MISSING)
    # short, because the path of a socket may have no more than about 100 characters
    home = Path(tempfile.mkdtemp(prefix="hy-pg-"))
    data, log = home / "data", home / "log"
    as_server = ["runuser", "-u", SERVER_USER, "--"] if is_root() else []
    if is_root():
        shutil.chown(home, SERVER_USER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-p {port} -h 127.0.0.1 -k {home} -c fsync=off -c shared_buffers=16MB -c max_connections=40"
    control = [*as_server, str(folder / "pg_ctl"), "-D", str(data), "-w"]
    initdb = [str(folder / "initdb"), "-D", str(data), "-U", "huiyin", "-A", "trust", "-E", "UTF8", "--no-sync"]
    try:
        _run([*as_server, *initdb, "--locale=C.UTF-8"])
        _run([*control, "-l", str(log), "-o", options, "start"])
        try:
            yield f"postgresql://huiyin@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def main() -> int:
    if programs() is None and Path("/etc/debian_version").exists() and is_root():
        print("ledger tests: installing postgresql from Debian's packages")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "postgresql"]):
            subprocess.run(command, check=True, env=quiet, stdout=subprocess.DEVNULL)
    found = programs()
    print(f"ledger tests: {found or MISSING}")
    return 1 if found is None and os.environ.get("CI") else 0


if __name__ == "__main__":
    sys.exit(main())
