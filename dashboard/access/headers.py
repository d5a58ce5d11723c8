"""What a browser is told to allow: what the framework and our own pieces need, and no more."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable

LANGUAGE_SCRIPTS = tuple(f"document.documentElement.lang='{language}'" for language in ("zh-CN", "en"))
"""The only scripts that a page of ours carries in itself; the rest comes as files from this server."""
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def headers_of(index_page: str) -> dict[str, str]:
    """The headers of every answer; ``index_page`` is the framework's page, whose own inline scripts are known by hash.

    Components bring their program as a blob; the drawing library and the framework style elements one by one.
    """
    known = " ".join(_hash(script) for script in (*_INLINE.findall(index_page), *LANGUAGE_SCRIPTS))
    policy = {
        "default-src": "'none'",
        "script-src": f"'self' blob: {known}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "media-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _hash(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def without(headers: Iterable[tuple[bytes, bytes]], names: Iterable[str]) -> list[tuple[bytes, bytes]]:
    """The headers without some."""
    gone = {name.encode("latin-1") for name in names}
    return [(name, value) for name, value in headers if name.lower() not in gone]
