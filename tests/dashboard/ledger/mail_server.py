"""A real mail server in a process of its own, which keeps what it takes in a folder, one file per mail.

Who writes to refused@… is refused; to cut@… the line is cut once the mail is in.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

PROJECT = Path(__file__).resolve().parents[3]
START_SECONDS = 60


class Keeper:
    """What the server does with a mail."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)

    @classmethod
    def from_cli(cls, parser: ArgumentParser, *arguments: str) -> Keeper:
        return cls(*arguments)

    async def handle_RCPT(  # noqa: N802 aiosmtpd calls it so
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address.startswith("refused@"):
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        path = self.folder / f"{time.time_ns()}-{envelope.rcpt_tos[0]}"
        path.write_bytes(content if isinstance(content, bytes) else str(content).encode())
        if envelope.rcpt_tos[0].startswith("cut@") and server.transport is not None:
            server.transport.close()
            await asyncio.sleep(0.1)
        return "250 OK"


def mails(folder: Path) -> list[EmailMessage]:
    """What came in, in order."""
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.iterdir())]  # type: ignore[misc]


@contextmanager
def running_mail_server(folder: Path) -> Iterator[int]:
    """The port of a fresh server on this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    handler = "tests.dashboard.ledger.mail_server.Keeper"
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", handler, str(folder)]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "the mail server ended"
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as greeting:
                if greeting.recv(3) == b"220":
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the mail server does not answer")
