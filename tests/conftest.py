"""What every test shares: how property tests search."""

from __future__ import annotations

import os

from hypothesis import settings

# A busy machine is no finding, so no deadline; in CI the same examples each time, elsewhere new ones at every run.
settings.register_profile("huiyin", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "huiyin")
