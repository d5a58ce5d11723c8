"""A real provider of OpenID Connect as a process of its own, and the app that people sign in to with it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from playwright.sync_api import Page, Route

COOKIE_SECRET = "a secret of the tests alone, long enough"


@contextmanager
def running_provider(people: Mapping[str, Mapping[str, Any]], token_seconds: int = 3_600) -> Iterator[str]:
    """The provider's address; ``people`` are those it knows, with their claims."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "-e", str(token_seconds)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/.well-known/openid-configuration", process)
            for who, claims in people.items():
                httpx.put(f"{address}/users/{who}", json=dict(claims), timeout=10).raise_for_status()
            yield address
        finally:
            process.terminate()


def signing_in(provider: str, port: int) -> dict[str, str]:
    """The app's settings for people who sign in at this provider."""
    return {
        "HUIYIN_OIDC_METADATA_URL": f"{provider}/.well-known/openid-configuration",
        "HUIYIN_OIDC_CLIENT_ID": "huiyin",
        "HUIYIN_OIDC_CLIENT_SECRET": "secret",
        "HUIYIN_OIDC_REDIRECT_URI": f"http://127.0.0.1:{port}/oauth2callback",
        "HUIYIN_COOKIE_SECRET": COOKIE_SECRET,
    }


def sign_in(page: Page, who: str) -> None:
    """From our sign-in page over the provider's back to ours."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(who)
    page.get_by_role("button", name="Authorize").click()


def keep_inside(page: Page) -> None:
    """Nothing outside this machine is asked: the provider's page would like a style sheet from elsewhere."""

    def inside(route: Route) -> None:
        if route.request.url.startswith("http://127.0.0.1:"):
            route.continue_()
        else:
            route.abort()

    page.route("**/*", inside)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError(f"the provider ended with {process.returncode} before it answered")
        try:
            httpx.get(address, timeout=2).raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.2)
    raise RuntimeError(f"the provider did not answer on {address}")
