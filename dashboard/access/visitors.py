"""Who stands at the door: how they were identified, and whether they sit at this machine itself."""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from dashboard.access.register import identified

How = Literal["local", "signed_in", "proxy", "terminal"]
FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
"""Headers that only somebody between the reader and this server adds."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """``person`` is '' for whoever was not identified. ``session`` names one sign-in ('' where there is none)."""

    how: How
    person: str = ""
    claims: Mapping[str, Any] = field(default_factory=dict)
    session: str = ""
    came_from: str = ""
    is_local: bool = False
    has_expired: bool = False


def of_claims(claims: Mapping[str, Any], person_claim: str, now: float, came_from: str = "") -> Visitor:
    """The visitor whom a provider's token tells of. Nobody where it lacks when it was issued or until when it holds;
    a sign-in without a person where it lacks who, for another bank may know people by another claim.

    An address of mail that the provider itself calls unverified names nobody: anybody may claim it.
    """
    who = claims.get(person_claim)
    moments = [claims.get(name) for name in ("iat", "exp")]
    is_whole = all(isinstance(each, int | float) and not isinstance(each, bool) for each in moments)
    is_unverified = person_claim == "email" and claims.get("email_verified") is False
    if not is_whole:
        return Visitor("signed_in", came_from=came_from)
    is_named = isinstance(who, str) and not is_unverified
    return Visitor(
        "signed_in",
        identified(str(who)) if is_named else "",
        claims,
        session_of(claims),
        came_from,
        has_expired=float(moments[1] or 0) <= now,
    )


def session_of(claims: Mapping[str, Any]) -> str:
    """What names one sign-in: issuer, subject and the second it was issued, as a hash."""
    told = json.dumps([str(claims.get(name, "")) for name in ("iss", "sub", "iat")], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def is_at_this_machine(headers: Mapping[str, str], came_from: str = "") -> bool:
    """Whether a request was made here: Host and Origin are this machine's, and nobody has passed it on.

    A server behind a proxy on the same machine is asked from the loopback address; so that alone says nothing.
    """
    told = {name.lower(): value for name, value in headers.items()}
    if any(name in told for name in FORWARDING):
        return False
    if came_from and not _is_loopback(came_from):
        return False
    origin = told.get("origin", "")
    return _is_here(f"//{told.get('host', '')}") and (not origin or _is_here(origin))


def is_in(address: str, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    """Whether an address lies in one of the networks.

    >>> is_in("10.0.0.7", networks_of("10.0.0.0/24, ::1")), is_in("10.0.1.7", networks_of("10.0.0.0/24"))
    (True, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def networks_of(written: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    """Addresses and networks, separated by commas; ValueError for anything else."""
    return tuple(ipaddress.ip_network(each.strip()) for each in written.split(",") if each.strip())


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "localhost" or _is_loopback(host)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
