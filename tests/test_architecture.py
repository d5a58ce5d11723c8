"""The house keeps its shape: import contracts hold, and a planted breach of each kind is caught."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"

STATS_MAY_IMPORT = {"numpy", "pandas", "scipy", "statsmodels", "dashboard"}


def _contracts(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("module", "breach"),
    [
        ("dashboard/slices.py", "import dashboard.values"),  # an arrow upwards
        ("dashboard/gate.py", "import dashboard.verdicts"),  # one floor, another room
        ("dashboard/answers/__init__.py", "import duckdb"),
        ("dashboard/stats/__init__.py", "import streamlit"),
        ("dashboard/verdicts.py", "import plotly.graph_objects"),
        ("dashboard/queries/__init__.py", "import pipelines.build"),
        ("pipelines/build.py", "import dashboard.values"),
        ("dashboard/answers/__init__.py", "import sqlalchemy"),
        ("dashboard/ledger/notes.py", "import pipelines.banks"),
        ("dashboard/queries/__init__.py", "import dashboard.ledger.audit"),
    ],
)
def test_a_planted_breach_fails_the_contracts(tmp_path: Path, module: str, breach: str) -> None:
    for room in ("dashboard", "pipelines"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / module
    text = planted.read_text(encoding="utf-8")
    planted.write_text(text + f"\n{breach}\n", encoding="utf-8")
    outcome = _contracts(tmp_path)
    assert outcome.returncode == 1, outcome.stdout
    assert "BROKEN" in outcome.stdout


def test_the_statistics_room_imports_numbers_and_nothing_else() -> None:
    for file in sorted((ROOT / "dashboard" / "stats").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                top = name.split(".")[0]
                assert top in STATS_MAY_IMPORT or top in sys.stdlib_module_names, f"{file.name} imports {name}"
                assert top != "dashboard" or name.startswith("dashboard.stats"), f"{file.name} imports {name}"
                assert name not in ("time", "datetime", "random", "pathlib"), f"{file.name} imports {name}"


def test_no_file_holds_more_than_a_few_subjects() -> None:
    """A file that grows past about 300 lines usually holds two subjects; 400 is where the house says stop."""
    long = {
        str(file.relative_to(ROOT)): lines
        for room in ("dashboard", "pipelines")
        for file in (ROOT / room).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_the_top_level_is_closed_to_new_code_folders() -> None:
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    folders = {line.split("/")[0] for line in tracked.splitlines() if "/" in line}
    assert folders <= {"dashboard", "pipelines", "data", "tests", ".streamlit", ".ci"}
