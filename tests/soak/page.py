"""A spoilt export through the upload page: chosen, described, tried and loaded as far as the page lets it."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components import pipeline
from pipelines.__main__ import main as command
from tests.dashboard.opened import open_app, words

BANK = "uploaded"
STEPS = ("describe", "check", "load")
SECONDS = 60


def said_by_page(root: Path, path: Path) -> tuple[str, str]:
    """The last step that the page came to, and everything it said on the way."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        # the commands run within this process: starting one takes longer than all the rest of a case
        patch.setattr(pipeline, "run_pipeline", _within)
        app = open_app(patch, root, "upload", lang=("zh_CN", "en")[len(path.stem) % 2])
        app.text_input(key="new-bank-name").set_value("测试银行")
        app.text_input(key="new-bank-id").set_value(BANK)
        app.file_uploader(key="upload-file").set_value((path.name, path.read_bytes(), "application/octet-stream"))
        app.run(timeout=SECONDS)
        reached = "chosen"
        for step in STEPS:
            button = next((one for one in app.button if one.key == step and not one.disabled), None)
            if button is None:
                break
            button.click().run(timeout=SECONDS)
            reached = step
            _keep(app, said)
        _keep(app, said)
    for folder in (root / BANK,):
        if folder.exists():
            shutil.rmtree(folder)
    return reached, said.getvalue()


def _keep(app: AppTest, said: io.StringIO) -> None:
    """All that is written on the page; what went wrong on our side is a fault, however well it is apologised for."""
    told = words(app)
    assert not app.exception, [one.value for one in app.exception]
    assert "出了问题" not in told
    assert "went wrong on our side" not in told
    parts = [told, *(one.value for one in (*app.markdown, *app.code, *app.caption))]
    parts += [str(one.value) for one in (*app.text_area, *app.text_input)]
    parts += [option for one in app.selectbox for option in one.options]
    parts += [one.value.to_csv() for one in app.dataframe]
    said.write("\n".join(parts))


def _within(*arguments: str) -> Iterator[dict[str, Any]]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = command([*arguments, "--json"])
    assert "Traceback" not in err.getvalue()
    events = [json.loads(line) for line in out.getvalue().splitlines()]
    yield from events
    if not events or events[-1].get("event") not in ("done", "refused"):
        yield {"event": "failed", "exit": code, "errors": err.getvalue()}
