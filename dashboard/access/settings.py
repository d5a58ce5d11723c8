"""The server's own settings, from the environment or from files that hold a secret (``NAME_FILE``); never from a bank.

Refused at the start where they are half set or too weak: a server that means to ask who comes must not open unasked.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.access.visitors import networks_of

PREFIX = "HUIYIN_"
PROVIDER = {
    "OIDC_METADATA_URL": "server_metadata_url",
    "OIDC_CLIENT_ID": "client_id",
    "OIDC_CLIENT_SECRET": "client_secret",
    "OIDC_REDIRECT_URI": "redirect_uri",
    "COOKIE_SECRET": "cookie_secret",
}
"""What signing in by OpenID Connect needs, all of it; the second is Streamlit's name for it."""
LEAST_SECRET = 32
"""Characters of the secret that signs the cookie."""


class SettingsError(RuntimeError):
    """The server must not start like this."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``provider`` is {} without sign-in by OpenID Connect, ``proxies`` empty without a trusted proxy."""

    provider: Mapping[str, Any]
    proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    forwarders: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    """Who passes requests on and is believed from where they come, and nothing else."""
    person_header: str = "x-forwarded-user"
    roles_header: str = ""
    hosts: frozenset[str] = frozenset()
    """Names under which the server may be asked for; none: any."""

    @property
    def is_https(self) -> bool:
        """Whether people come by https, as the address they come back to from the provider says."""
        return str(self.provider.get("redirect_uri", "")).startswith("https://")

    @property
    def passers_on(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """Whoever is believed from where a request comes."""
        return (*self.proxies, *self.forwarders)

    @property
    def identity_headers(self) -> frozenset[str]:
        """Headers that only a trusted proxy may send."""
        return frozenset(name for name in (self.person_header, self.roles_header) if name)


def from_environment(environment: Mapping[str, str], provider: Mapping[str, Any] | None = None) -> Settings:
    """The settings; ``provider`` is what a secrets file says of the provider already. Raises SettingsError."""
    told = {name: _told(environment, PREFIX + name) for name in PROVIDER}
    given = {PROVIDER[name]: value for name, value in told.items() if value}
    if given and len(given) < len(PROVIDER):
        missing = ", ".join(PREFIX + name for name, value in told.items() if not value)
        raise SettingsError(f"signing in is half set: {missing} is missing")
    if given and provider:
        raise SettingsError("signing in is set by a secrets file and by the environment: take one away")
    whole: Mapping[str, Any] = given or dict(provider or {})
    if whole and len(str(whole.get("cookie_secret", ""))) < LEAST_SECRET:
        raise SettingsError(f"the cookie's secret has fewer than {LEAST_SECRET} characters: make a random one")
    proxies = _networks(environment, "TRUSTED_PROXIES")
    if proxies and whole:
        raise SettingsError("people are named by a proxy and by a provider: choose one")
    hosts = {each.strip().lower() for each in _told(environment, PREFIX + "HOSTS").split(",") if each.strip()}
    if whole and not hosts:
        hosts = {urlsplit(str(whole.get("redirect_uri", ""))).hostname or ""}
    return Settings(
        provider=whole,
        proxies=proxies,
        forwarders=_networks(environment, "FORWARDERS"),
        person_header=(_told(environment, PREFIX + "PERSON_HEADER") or "X-Forwarded-User").lower(),
        roles_header=_told(environment, PREFIX + "ROLES_HEADER").lower(),
        hosts=frozenset(hosts - {""}),
    )


def _networks(environment: Mapping[str, str], name: str) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return networks_of(_told(environment, PREFIX + name))
    except ValueError as fault:
        raise SettingsError(f"{PREFIX}{name}: {fault}") from fault


def _told(environment: Mapping[str, str], name: str) -> str:
    if value := environment.get(name, "").strip():
        return value
    if path := environment.get(f"{name}_FILE", "").strip():
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as fault:
            raise SettingsError(f"{name}_FILE: {path} cannot be read ({fault.strerror})") from fault
    return ""
