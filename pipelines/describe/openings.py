"""What to decide where a file cannot be read as it is: its encoding, or which sheet is meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.describe.model import Option, Why
from pipelines.describe.profiling import quote
from pipelines.privacy import mask_text
from pipelines.readers import UnreadableExport
from pipelines.readers.workbooks import workbook_of

ENCODINGS = (
    ("cp1252", "Western European, Windows", "西欧（Windows）"),
    ("mac_roman", "Western European, older Macs", "西欧（旧版 Mac）"),
    ("gb18030", "Chinese, GB 18030", "中文 GB 18030"),
    ("big5", "Chinese, traditional", "繁体中文 Big5"),
    ("shift_jis", "Japanese", "日文 Shift JIS"),
    ("cp1251", "Cyrillic, Windows", "西里尔文（Windows）"),
)
_LOOKED_AT_BYTES = 1 << 20


def openings(path: Path, error: UnreadableExport) -> list[dict[str, Any]]:
    """Lines that would open the file, with choices: path -> values; none where nothing would help.

    An encoding is offered where it reads the file at all; the choice shows what the first unusual line would say.
    """
    if "neither UTF-8" in error.found or "bytes that are not" in error.found:
        return [{"path": "file.encoding", "choices": [option.as_dict() for option in _encodings(path)]}]
    if "sheets with rows" in error.found or "no sheet is called" in error.found:
        return [{"path": "file.sheet", "choices": [option.as_dict() for option in _sheets(path)]}]
    if "one header" in error.found and "rows of" in error.found:
        return [{"path": "file.header_row", "choices": []}]
    return []


def _encodings(path: Path) -> list[Option]:
    with path.open("rb") as file:
        start = file.read(_LOOKED_AT_BYTES)
    line = next((line for line in start.splitlines() if not line.isascii()), b"")
    found: list[Option] = []
    for name, en, zh in ENCODINGS:
        try:
            start[: start.rfind(b"\n") + 1].decode(name)
            around = _unusual(line.decode(name))
        except UnicodeDecodeError:
            continue
        found.append(Option(name, Why(f"{en}: {around}", f"{zh}：{around}")))
    return found


def _unusual(line: str) -> str:
    """What stands around the first character that is not plain, so that a person sees whether it reads well."""
    place = next((place for place, mark in enumerate(line) if mark > "\x7f"), 0)
    return quote(line[max(0, place - 15) : place + 15])


def _sheets(path: Path) -> list[Option]:
    found: list[Option] = []
    for place, (name, height) in enumerate(workbook_of(path).heights.items(), start=1):
        if height:
            masked = mask_text(name)
            called = "" if masked == name else f"{masked}, "
            address = name if masked == name else f"#{place}"
            found.append(Option(address, Why(f"{called}{height:,} rows", f"{called}{height:,} 行")))
    return found
