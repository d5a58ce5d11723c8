"""The morning list: what is due on the improvement list and of complaints, per unit; by mail each line once.

``python -m dashboard due`` opens again what has relapsed and prints the list; with ``--mail`` each unit's recipients
get what is new to them; of a complaint that has to be chased daily they hear on every day that the data tell of. They
stand in the bank's ``config/reminders.toml``: ``default = ["a@bank.example"]``, and ``[units]`` with ``r03 = ["…"]``; a
unit without its own has those of the nearest unit above, then the default. The server comes from the environment:
``HUIYIN_SMTP_HOST``, ``_FROM``, ``_PORT`` (25; 465 speaks TLS from the first byte), ``_USER`` and ``_PASSWORD``. A
server elsewhere has to offer STARTTLS, unless ``HUIYIN_SMTP_PLAIN=1``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import smtplib
import ssl
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console

from dashboard import due_complaints
from dashboard.admission import RefusedError, scope_in_terminal, take_person
from dashboard.ledger import Author, Ledger, LedgerError, audit, open_ledger
from dashboard.ledger.improvements import Improvement
from dashboard.ledger.reminders import Due, DueComplaint, Line, claim, due_by_unit, release
from dashboard.names import improvement_status, why_due
from dashboard.queries.builds import BankError, Build, open_build
from dashboard.queries.catalogue import Catalogue, catalogue
from dashboard.scopes import Scope
from dashboard.views import LANGUAGES, View

RECIPIENTS_FILE = "reminders.toml"
TLS_PORT, PLAIN_PORT = 465, 25
SMTP_SECONDS = 30
Reopen = Callable[[Ledger, Build, Scope, Author, View], tuple[Improvement, ...]]
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class MailError(RuntimeError):
    """Mail is not set up, or cannot be sent; the list stands all the same."""


@dataclass(frozen=True, slots=True)
class Server:
    """The mail server, from the environment. ``has_tls`` from the first byte, ``must_upgrade`` by STARTTLS."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    has_tls: bool
    must_upgrade: bool


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail: to whom, how many lines; ``fault`` where it was refused."""

    recipient: str
    lines: int
    fault: str = ""


def server_of(environment: Mapping[str, str]) -> Server | None:
    """The configured server; None where there is none. MailError where its settings cannot be."""
    host = environment.get("HUIYIN_SMTP_HOST", "")
    if not host:
        return None
    try:
        port = int(environment.get("HUIYIN_SMTP_PORT") or PLAIN_PORT)
    except ValueError as fault:
        raise MailError("HUIYIN_SMTP_PORT is not a number") from fault
    sender = environment.get("HUIYIN_SMTP_FROM", "")
    if "@" not in sender:
        raise MailError("HUIYIN_SMTP_FROM is not an address: say who the mail is from")
    is_plain = host in LOOPBACK or environment.get("HUIYIN_SMTP_PLAIN") == "1"
    return Server(
        host=host,
        port=port,
        user=environment.get("HUIYIN_SMTP_USER", ""),
        password=environment.get("HUIYIN_SMTP_PASSWORD", ""),
        sender=sender,
        has_tls=port == TLS_PORT,
        must_upgrade=port != TLS_PORT and not is_plain,
    )


def recipients_of(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Unit id -> addresses, '' the default; nothing without such a file. MailError where it cannot be read."""
    path = folder / "config" / RECIPIENTS_FILE
    if not path.exists():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        units = {"": found.get("default", []), **found.get("units", {})}
        told = {unit: tuple(str(address) for address in addresses) for unit, addresses in units.items()}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError, AttributeError) as fault:
        raise MailError(f'{path} cannot be read: write default = ["a@b"] and [units] with r03 = ["a@b"]') from fault
    if wrong := sorted(each for addresses in told.values() for each in addresses if not is_address(each)):
        raise MailError(f"{path} holds what is no address: {', '.join(wrong)}")
    return told


def responsible(unit_id: str, recipients: Mapping[str, tuple[str, ...]], known: Catalogue) -> tuple[str, ...]:
    """Who is told of a unit: its own, else those of the nearest unit above, else the default."""
    above: str | None = unit_id
    while above:
        if above in recipients:
            return recipients[above]
        unit = known.unit.get(above)
        above = unit.parent_id if unit else None
    return recipients.get("", ())


def send(
    ledger: Ledger,
    author: Author,
    by_unit: Mapping[str, Sequence[Due]],
    recipients: Mapping[str, tuple[str, ...]],
    server: Server,
    known: Catalogue,
    view: View,
    bank: str,
    complaints: due_complaints.Morning | None = None,
) -> tuple[Sent, ...]:
    """One mail to each person with every line that is new to them. A line is noted as sent before it goes out.

    A mail that the server refused, or that never reached it, is given back and goes out next time; where the line was
    cut while it may have gone out already, it counts as sent: nobody gets it twice.
    """
    to_tell: dict[str, list[Line]] = {}
    for unit, of_unit in (*by_unit.items(), *(complaints.by_unit.items() if complaints else ())):
        for recipient in responsible(unit, recipients, known):
            to_tell.setdefault(recipient, []).extend(of_unit)
    sent = []
    for recipient, lines in sorted(to_tell.items(), key=lambda told: told[0]):
        fresh = claim(ledger, author, lines, recipient)
        if not fresh:
            continue
        new = {line.complaint_id for line in fresh if isinstance(line, DueComplaint)}
        told = _Told(tuple(line for line in fresh if isinstance(line, Due)), complaints and complaints.of(new))
        fault = deliver(_letter(told, recipient, server, known, view, bank), server)
        if fault:
            release(ledger, author, fresh, recipient)
        audit.record(ledger, author, "reminder_refused" if fault else "reminder_sent", detail=f"{len(fresh)} lines")
        sent.append(Sent(recipient, len(fresh), fault))
    return tuple(sent)


def line_of(due: Due, known: Catalogue, view: View) -> str:
    """One line of the list in words."""
    each = due.improvement
    where = view.name(known.called(each.unit_id)) if each.unit_id else view.text("Whole bank")
    return view.text(
        "{code} {title}: {why} ({day}); {unit}, {owner}, {status}",
        code=each.code,
        title=each.title,
        why=why_due(due.kind, view),
        day=due.day,
        unit=where,
        owner=each.owner,
        status=improvement_status(each.status, view),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What one person is told in one mail."""

    improvements: tuple[Due, ...]
    complaints: due_complaints.Morning | None

    def subject(self, view: View, bank: str) -> str:
        of_list, of_complaints = len(self.improvements), self.complaints.count if self.complaints else 0
        if not of_complaints:
            return view.text("{bank}: {count} due on the improvement list", bank=bank, count=of_list)
        if not of_list:
            return view.text("{bank}: {count} complaints to be answered", bank=bank, count=of_complaints)
        return view.text(
            "{bank}: {count} due on the improvement list, {complaints} complaints to be answered",
            bank=bank,
            count=of_list,
            complaints=of_complaints,
        )

    def lines(self, known: Catalogue, view: View) -> Iterator[str]:
        yield from (line_of(each, known, view) for each in self.improvements)
        if self.complaints:
            yield from (line for line, _ in due_complaints.told(self.complaints, known, view))


def _letter(told: _Told, recipient: str, server: Server, known: Catalogue, view: View, bank: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = server.sender, recipient
    letter["Subject"] = told.subject(view, bank)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content("\n".join(told.lines(known, view)) + "\n")
    return letter


def deliver(letter: EmailMessage, server: Server) -> str:
    """'' once the server has it, or may have it; else why it certainly has not."""
    try:
        connection = _connected(server)
    except (smtplib.SMTPException, OSError) as fault:
        return f"{type(fault).__name__}: {fault}"
    with connection:
        try:
            connection.send_message(letter)
        except smtplib.SMTPServerDisconnected:
            return ""
        except smtplib.SMTPException as fault:
            return f"{type(fault).__name__}: {fault}"
        except OSError:  # the line broke or fell silent; SMTPException is an OSError itself and stands above
            return ""
    return ""


def _connected(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.has_tls:
        connection = smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SMTP_SECONDS)
    try:
        if server.must_upgrade:
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def is_address(text: str) -> bool:
    """Whether mail may be sent to this: one address, and nothing that could end a header."""
    name, _, host = text.partition("@")
    return bool(name and host) and not any(letter in text for letter in " \r\n,;<>")


def command(arguments: Sequence[str], view: View, reopen: Reopen) -> int:
    """``python -m dashboard due``; 0 where the list was told and, if asked for, sent; 1 where something hindered it.

    First ``reopen`` opens again what has relapsed, so that it stands on this morning's list.
    """
    asked = _parser().parse_args(arguments)
    if asked.person and asked.mail:
        _parser().error("--as looks at the list as somebody sees it; --mail sends it to everyone")
    view = View(asked.lang, medium="terminal") if asked.lang else view
    screen = Console(highlight=False, soft_wrap=True)
    try:
        build = open_build(asked.bank)
        scope = scope_in_terminal(build, asked.person)
        known = catalogue(build, scope)
        ledger = open_ledger(build.bank, build.folder)
        today = asked.day or datetime.datetime.now(ZoneInfo(build.zone)).date()
        author = Author(scope.person, came_from="terminal", page="due")
        relapsed = () if asked.person else reopen(ledger, build, scope, author, view)
        by_unit = due_by_unit(ledger, scope, today)
        complaints = due_complaints.due_by_unit(build, scope, today)
        if asked.json:
            data = {**as_json(by_unit, today), "reopened": [each.code for each in relapsed]}
            data["complaints"] = due_complaints.as_json(complaints)
            print(json.dumps(data, ensure_ascii=False, indent=2))  # noqa: T201 the terminal's page
        else:
            if not by_unit and not complaints.count:
                screen.print(view.text("Nothing is due on {day}.", day=view.day(today)))
            _show(by_unit, known, view, screen)
            due_complaints.show(complaints, known, view, screen)
            for one in relapsed:
                line = view.text("Relapsed and reopened: {code} {title}", code=one.code, title=one.title)
                screen.print(line, markup=False)
        if not asked.mail:
            return 0
        server = server_of(os.environ)
        if server is None:
            raise MailError("no mail server is set: HUIYIN_SMTP_HOST, HUIYIN_SMTP_FROM")
        name = view.name((build.name, build.name_en))
        recipients = recipients_of(build.folder)
        sent = send(ledger, author, by_unit, recipients, server, known, view, name, complaints)
    except (BankError, LedgerError, MailError, RefusedError) as fault:
        Console(stderr=True, highlight=False).print(str(fault), style="red", markup=False)
        return 1
    for each in sent:
        told = view.text("sent to {recipient}: {count}", recipient=each.recipient, count=each.lines)
        if each.fault:
            told = view.text("not sent to {recipient}: {fault}", recipient=each.recipient, fault=each.fault)
        screen.print(told, markup=False)
    return int(any(each.fault for each in sent))


def as_json(by_unit: Mapping[str, Sequence[Due]], today: datetime.date) -> dict[str, Any]:
    """The list as plain data, ids and codes only."""
    return {
        "day": today.isoformat(),
        "units": {
            unit: [
                {
                    "why": each.kind,
                    "day": each.day,
                    "code": each.improvement.code,
                    "title": each.improvement.title,
                    "owner": each.improvement.owner,
                    "status": each.improvement.status,
                }
                for each in lines
            ]
            for unit, lines in by_unit.items()
        },
    }


def _show(by_unit: Mapping[str, Sequence[Due]], known: Catalogue, view: View, screen: Console) -> None:
    for unit, lines in by_unit.items():
        name = view.name(known.called(unit)) if unit else view.text("Whole bank")
        screen.print(name, style="bold", markup=False)
        for each in lines:
            screen.print("· " + line_of(each, known, view), markup=False)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard due", description="What is due today.")
    parser.add_argument("--bank", help="which bank; by default the only one that is not the example")
    parser.add_argument("--day", type=datetime.date.fromisoformat, help="2026-12-01: as on that day; by default today")
    parser.add_argument("--mail", action="store_true", help="send each unit's people what is new to them")
    parser.add_argument("--lang", choices=LANGUAGES, help="zh_CN or en; by default that of the terminal")
    parser.add_argument("--json", action="store_true", help="plain data")
    take_person(parser)
    return parser
