"""Sends a report's files by mail, through the server that the environment names; nobody gets the same report twice."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

from dashboard.due import SMTP_SECONDS, MailError, Sent, Server, deliver, is_address
from dashboard.ledger import Author, Ledger, audit, reports
from dashboard.reports.house import House
from dashboard.reports.model import Report
from dashboard.slices import to_address

LARGEST_BYTES = 20 * 1024 * 1024
"""What most mail servers still take."""


def recipients(house: House, report: Report, named: Sequence[str] = ()) -> tuple[str, ...]:
    """Who gets a report: those named, else those of its kind, else the default. MailError for what is no address."""
    if wrong := [each for each in named if not is_address(each)]:
        raise MailError(f"no address: {', '.join(wrong)}")
    return tuple(dict.fromkeys(named or house.mail.get(report.kind, house.mail.get("default", ()))))


def letter_id(report: Report) -> str:
    """What makes two letters the same: kind, slice, period, language and build."""
    told = (
        report.kind,
        sorted(to_address(report.chosen).items()),
        str(report.period),
        report.view.language,
        report.build,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()


def send(
    ledger: Ledger,
    author: Author,
    report: Report,
    files: Sequence[Path],
    to: Sequence[str],
    server: Server,
    house: House,
) -> tuple[Sent, ...]:
    """One letter to each who has not had it, noted as sent before it goes out.

    A letter that the server refused, or that never reached it, is given back and can be sent again; where the line was
    cut while it may have gone out already it counts as sent. Raises MailError where the files are too large together.
    """
    size = sum(path.stat().st_size for path in files)
    if size > LARGEST_BYTES:
        raise MailError(
            f"the files are {size // 1024**2} MB together, more than mail takes ({LARGEST_BYTES // 1024**2} MB)"
        )
    same = letter_id(report)
    told = []
    for recipient in reports.claim(ledger, author, same, to):
        fault = deliver(_letter(report, files, recipient, server, house), server)
        if fault:
            reports.release(ledger, author, same, recipient)
            fault = _plainly(fault, server)
        audit.record(
            ledger,
            author,
            "report_refused" if fault else "report_sent",
            subject=f"{report.kind} {report.period}",
            detail=f"{recipient}: {fault or ', '.join(path.name for path in files)}",
        )
        told.append(Sent(recipient, len(files), fault))
    return tuple(told)


def _plainly(fault: str, server: Server) -> str:
    where = f"{server.host}:{server.port}"
    if "timed out" in fault.lower() or fault.startswith("TimeoutError"):
        return f"the mail server {where} did not answer within {SMTP_SECONDS} seconds"
    if fault.startswith("ConnectionRefusedError"):
        return f"no mail server answers at {where}: look at HUIYIN_SMTP_HOST and HUIYIN_SMTP_PORT"
    return f"the mail server {where} refused it ({fault})"


def _letter(report: Report, files: Sequence[Path], recipient: str, server: Server, house: House) -> EmailMessage:
    view = report.view
    letter = EmailMessage()
    letter["From"], letter["To"] = server.sender, recipient
    letter["Subject"] = view.text("{bank}: {title}", bank=house.name(view), title=report.full_title)
    letter["Auto-Submitted"] = "auto-generated"
    lines = [report.full_title, *(f"· {sentence.text}" for sentence, _ in report.points), *report.about]
    letter.set_content("\n".join(lines) + "\n")
    for path in files:
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        main, _, sub = kind.partition("/")
        letter.add_attachment(path.read_bytes(), maintype=main, subtype=sub, filename=path.name)
    return letter
