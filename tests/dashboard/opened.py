"""Opens the app as a reader does, without a browser: front.py by AppTest, on any page and address."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from dashboard.figures import drawing
from dashboard.values import Answer
from dashboard.views import View

FRONT = Path(__file__).resolve().parents[2] / "dashboard" / "front.py"
# Every app that is opened looks for components in what is installed, package by package, which takes longer than most
# of our pages. What is installed stays as it is while tests run: it is looked through once in a process.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
_TAGS = re.compile(r"<[^>]+>")
_ATTRIBUTE = re.compile(r'data-([a-z]+)="([^"]*)"')


class _OurPages(PagesManager):
    """AppTest takes a folder called pages for Streamlit's old page folder; see streamlit_app.py."""


def open_app(monkeypatch: pytest.MonkeyPatch, root: Path, page: str = "", **address: str | Sequence[str]) -> AppTest:
    """The app over the banks in ``root``, run once. The language is Chinese unless ``lang`` is in the address."""
    monkeypatch.setenv("HUIYIN_BANKS", str(root))
    monkeypatch.delenv("HUIYIN_BANK", raising=False)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", _OurPages)
    app = AppTest.from_file(str(FRONT), default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value if isinstance(value, str) else list(value)
    if page:
        app.run()
        app.switch_page(f"pages/{page}.py")
        for name, value in address.items():
            app.query_params[name] = value if isinstance(value, str) else list(value)
    return app.run()


def words(app: AppTest) -> str:
    """Everything our own blocks say, without their tags and without style and script."""
    bodies = [element.proto.body for element in app.get("html")]
    bodies += [part for panel in panels(app).values() for part in panel["parts"].values()]
    told = [_TAGS.sub(" ", body) for body in bodies if "<style" not in body and "<script" not in body]
    return html.unescape("\n".join(told))


def panels(app: AppTest) -> dict[str, dict[str, Any]]:
    """Key -> what the browser is told of a panel: the parts of its words, its figures."""
    return {one.key: dict(json.loads(one.proto.bytes)) for one in _panels(app)}


def ask(app: AppTest, panel: str, action: str) -> AppTest:
    """Do what a click on an action of a panel does; the app as it is then."""
    assert f'data-action="{action}"' in panels(app)[panel]["parts"]["actions"]
    asked = next(one.proto.id for one in _panels(app) if one.key == panel)
    states = app._tree.get_widget_states()
    # a browser tells it to the element's own list of events, which the framework's test knows nothing of
    told = states.widgets.add(id=_make_trigger_id(asked, "events"))
    told.json_trigger_value = json.dumps([{"event": "asked", "value": action}])
    return app._run(states)


def _panels(app: AppTest) -> list[Any]:
    return [one for one in app.get("bidi_component") if one.proto.component_name == "huiyin.panel"]


def figures(app: AppTest) -> Sequence[dict[str, Any]]:
    """The figures on the page, each of whose properties the library knows: data, layout, config."""
    found = [json.loads(figure["written"]) for panel in panels(app).values() for figure in panel["figures"]]
    for told in found:
        go.Figure(data=told["data"], layout=told["layout"])
    return found


def draw(answer: Answer, view: View, **how: Any) -> go.Figure:
    """The figure of an answer as the library's own object, which refuses what it does not know."""
    return go.Figure(drawing.draw(answer, view, **how))


def numbers(app: AppTest) -> dict[str, dict[str, str]]:
    """Measure -> what its tile says to a machine: shown, score, low, high, base as the gate released them."""
    found: dict[str, dict[str, str]] = {}
    for element in app.get("html"):
        for opening in re.findall(r'<div class="hy-number"[^>]*>', element.proto.body):
            told = dict(_ATTRIBUTE.findall(opening))
            found[told.pop("measure")] = told
    return found
