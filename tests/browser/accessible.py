"""What axe-core finds on a drawn page that shuts people out: keyboard, screen reader, contrast."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
"""The impacts that may not be there at all."""


def grave_faults(page: Page) -> list[str]:
    """One line per place that axe-core calls serious or critical, with its rule and the element; empty is what we want.

    The page has to be drawn already (``settled``). Shadow roots are read as well; frames of other origins are not.
    """
    found = Axe().run(page)
    return [
        f"{rule['impact']} {rule['id']}: {node['html'][:160]} ({'; '.join(map(str, node['target']))})"
        for rule in found.response["violations"]
        if rule["impact"] in GRAVE
        for node in rule["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Fails with every serious or critical fault of the page as it is drawn now."""
    assert grave_faults(page) == []
