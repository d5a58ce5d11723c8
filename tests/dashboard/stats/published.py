"""The folder of small published tables, where it is at hand; a test that needs it skips with a plain message."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "reference-data"


def table(name: str) -> pd.DataFrame:
    """One published table as a frame."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(
            f"{name} is not here: the folder of published tables (reference-data) does not come with the project"
        )
    return pd.read_csv(path)
