"""One real Chromium draws all figures of a report: words as text, pixels that are not blank, and pages of a PDF."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from dashboard.exports import picture
from dashboard.reports.house import House
from dashboard.reports.page import page
from dashboard.reports.paper import printed
from dashboard.reports.pictures import pictures
from tests.dashboard.reports.conftest import Reported

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(picture.browser() is None, reason="there is no Chromium on this machine"),
]


def test_figures_hold_their_words_and_are_printed_with_them(reported: Reported, tmp_path: Path) -> None:
    report = reported("complaints")
    found = {part: drawn for (_, part), drawn in pictures([report]).items()}
    assert set(found) == {part.id for part in report.parts if part.drawn}
    assert "每万客户月投诉量" in found["rate"].svg
    assert "制度流程" in found["causes"].svg
    for drawn in found.values():
        image = Image.open(BytesIO(drawn.png)).convert("RGB")
        assert image.size[0] == 2 * drawn.width_px
        assert len(set(image.resize((200, 100)).get_flattened_data())) > 10
    text = page(report, House(("小城银行", "Small Town Bank")), found)
    names = [name for name in text.split(' id="') if name.startswith("f")]
    assert len(names) == len({name.partition('"')[0] for name in names})  # no two drawings share an inner name
    paper = printed(text)
    assert paper.startswith(b"%PDF")
    if shutil.which("pdftotext"):
        (tmp_path / "report.pdf").write_bytes(paper)
        told = subprocess.run(["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True)
        assert "客户投诉通报" in told.stdout and "制度流程" in told.stdout
