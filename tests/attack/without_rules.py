"""A build in which everything may be seen: the attack has to succeed there, or it would show nothing elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipelines import models

FREE = {"base_hidden_below": 1, "base_interval_below": 1, "base_low_below": 1, "freer_cut_from": 1}


@contextmanager
def everything_shown() -> Iterator[None]:
    """Builds made inside have rules that hide nothing."""
    read = models._toml

    def freed(path: Path) -> Mapping[str, Any]:
        return {**read(path), **FREE} if path.name == "rules.toml" else read(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(models, "_toml", freed)
        yield
