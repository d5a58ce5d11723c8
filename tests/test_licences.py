"""Nothing the product runs on binds whoever serves it; and what would is noticed."""

from __future__ import annotations

import pytest

from tests.licences import REQUIREMENTS, is_usable, licence_of, required


def test_everything_is_pinned_and_usable() -> None:
    packages = required(REQUIREMENTS.read_text(encoding="utf-8"))
    assert {"streamlit", "Authlib", "cryptography", "duckdb"} <= set(packages)
    assert not [package for package in packages if not is_usable(licence_of(package))]


@pytest.mark.parametrize(
    ("licence", "usable"),
    [("MIT", True), ("LGPL-3.0-only", True), ("GPL-3.0-or-later", False), ("AGPL-3.0", False), ("", False)],
)
def test_what_binds_is_noticed(licence: str, usable: bool) -> None:
    assert is_usable(licence) is usable
