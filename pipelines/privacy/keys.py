"""Keyed hashes: the same person is the same key within a bank, and nobody without its secret can tell who."""

from __future__ import annotations

import functools
import hmac

KEY_CHARACTERS = 32
"""128 of the 256 bits, as hexadecimal: two of a hundred million people meet with probability about 1e-23."""


def keyed_hash(secret: bytes, purpose: str, text: str) -> str:
    """HMAC-SHA256 of a text under the bank's secret, separate for each purpose.

    ``purpose`` says what is hashed (respondent_key, response_id …), so that keys of two purposes cannot be joined.
    An empty secret raises ValueError: a hash that anyone can repeat hides no telephone number.
    """
    if not secret:
        raise ValueError("a keyed hash needs the bank's secret")
    begun = _begun(secret, purpose).copy()
    begun.update(text.encode())
    return begun.hexdigest()[:KEY_CHARACTERS]


@functools.lru_cache(maxsize=16)
def _begun(secret: bytes, purpose: str) -> hmac.HMAC:
    """What all keys of a purpose begin with: there are millions of them."""
    return hmac.new(secret, f"{purpose}\x1f".encode(), "sha256")
