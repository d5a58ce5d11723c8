"""A whole site as in production: the shipped nginx configuration before several processes of the app on one bank.

The app's processes are started, ended and started again by a script in place of systemd, so that the shipped
``restart.sh`` can be run as it is.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from pipelines.banks import bank as bank_named
from pipelines.build import build
from tests import small_bank
from tests.browser.conftest import PROJECT
from tests.browser.provider import COOKIE_SECRET
from tests.dashboard.access.conftest import PEOPLE

SHIPPED = PROJECT / "dashboard" / "server"
START_SECONDS = 90
NO_PROVIDER = "http://127.0.0.1:9"
"""Nobody listens there: who has signed in needs no provider."""

RESTART = """#!/bin/sh
# In place of `systemctl restart`: restart huiyin@PORT
port=${{1#huiyin@}}
if [ -e {folder}/$port.pid ]; then
    kill "$(cat {folder}/$port.pid)" 2>/dev/null
    while kill -0 "$(cat {folder}/$port.pid)" 2>/dev/null; do sleep 0.1; done
fi
cd {folder}/current
{python} -m streamlit run streamlit_app.py --server.port "$port" >>{folder}/$port.log 2>&1 &
echo $! > {folder}/$port.pid
"""
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{ worker_connections 1024; }}
http {{
    log_format chosen '$upstream_addr $status $uri';
    access_log {folder}/nginx-access.log chosen;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    include {folder}/huiyin.conf;
}}
"""


@dataclass(frozen=True)
class Site:
    """``folder`` holds what the processes write; ``banks`` the banks; ``address`` is nginx's, ``ports`` the app's."""

    folder: Path
    banks: Path
    address: str
    ports: tuple[int, ...]
    environment: Mapping[str, str]

    @property
    def bank(self) -> Path:
        return self.banks / "small"

    def pid(self, port: int) -> int:
        return int((self.folder / f"{port}.pid").read_text(encoding="utf-8"))

    def kill(self, port: int) -> None:
        """kill −9: it has no time to do anything any more."""
        os.kill(self.pid(port), signal.SIGKILL)
        while Path(f"/proc/{self.pid(port)}/cmdline").exists() and _state(self.pid(port)) not in ("Z", ""):
            time.sleep(0.05)

    def restart(self, *ports: int, patience: int = 90) -> subprocess.CompletedProcess[str]:
        """The shipped rolling restart, which waits so many seconds for each process."""
        told = {
            **self.environment,
            "HUIYIN_RESTART": str(self.folder / "restart"),
            "HUIYIN_PATIENCE_SECONDS": str(patience),
        }
        command = [SHIPPED / "restart.sh", *(str(port) for port in ports)]
        return subprocess.run(command, env=told, capture_output=True, text=True, check=False)

    def probe(self, address: str) -> int:
        """Status of ``/ready``; 0 where nobody answers."""
        try:
            return httpx.get(f"{address}/ready", timeout=10).status_code
        except httpx.HTTPError:
            return 0

    def chosen(self) -> int:
        """Which process nginx last sent somebody to."""
        lines = (self.folder / "nginx-access.log").read_text(encoding="utf-8").splitlines()
        asked = [line for line in lines if not line.endswith("/ready") and line.startswith("127.0.0.1:")]
        return int(re.findall(r"127\.0\.0\.1:(\d+)", asked[-1])[-1])

    def use(self, program: Path) -> None:
        """Which version of the program processes start with from now on: `ln -sfn` of the instructions."""
        subprocess.run(["ln", "-sfn", program, self.folder / "current"], check=True)

    def publish(self) -> str:
        """The next build of the bank, of the same records; its id."""
        bank = bank_named("small", self.banks)
        with bank.loading():
            return build(bank, lambda _store, _load: None, is_rebuild=True).build_id


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def configuration(listen: int, ports: tuple[int, ...]) -> str:
    """The shipped file with our ports and no name of a bank's host."""
    text = (SHIPPED / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"listen 80;", f"listen 127.0.0.1:{listen};", text)
    text = text.replace("server_name cx.bank.example;", "server_name _;")
    for shipped, own in zip((8501, 8502), ports, strict=True):
        text = text.replace(f"127.0.0.1:{shipped}", f"127.0.0.1:{own}")
    return text


@contextmanager
def running_site(
    folder: Path, banks: Path | None = None, more: Mapping[str, str] = {}, program: Path = PROJECT
) -> Iterator[Site]:
    """nginx and two processes on the small bank, whose people are those of the tests. All are ended at the end."""
    if banks is None:
        banks = folder / "banks"
        small_bank.make(banks)
        (banks / "small" / "config" / "access.toml").write_text(PEOPLE, encoding="utf-8")
    listen, ports = free_port(), (free_port(), free_port())
    address = f"http://127.0.0.1:{listen}"
    (folder / "cookie-secret").write_text(COOKIE_SECRET, encoding="utf-8")
    environment = {
        **os.environ,
        **dict(
            re.findall(r"^Environment=(\w+)=(\S+)$", (SHIPPED / "huiyin@.service").read_text("utf-8"), re.MULTILINE)
        ),
        "HUIYIN_BANKS": str(banks),
        "HUIYIN_FORWARDERS": "127.0.0.1",
        "HUIYIN_OIDC_METADATA_URL": f"{NO_PROVIDER}/.well-known/openid-configuration",
        "HUIYIN_OIDC_CLIENT_ID": "huiyin",
        "HUIYIN_OIDC_CLIENT_SECRET": "secret",
        "HUIYIN_OIDC_REDIRECT_URI": f"{address}/oauth2callback",
        "HUIYIN_COOKIE_SECRET_FILE": str(folder / "cookie-secret"),
        **more,
    }
    environment.pop("HUIYIN_BANK", None)
    (folder / "huiyin.conf").write_text(configuration(listen, ports), encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")
    script = folder / "restart"
    script.write_text(RESTART.format(folder=folder, python=sys.executable), encoding="utf-8")
    script.chmod(0o700)
    site = Site(folder, banks, address, ports, environment)
    site.use(program)
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", folder / "nginx.conf", "-p", folder]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as nginx:
        try:
            started = site.restart(*ports)
            if started.returncode:
                raise RuntimeError(started.stderr)
            yield site
        finally:
            nginx.terminate()
            for port in ports:
                if (folder / f"{port}.pid").exists():
                    try:
                        os.kill(site.pid(port), signal.SIGTERM)
                    except ProcessLookupError:
                        continue
