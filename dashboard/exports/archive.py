"""Everything of a page in one archive: each figure in the wished formats, and an index that says what is in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from dashboard.exports.sheet import Sheet


def to_archive(
    title: str, sheets: Sequence[Sheet], files: Iterable[tuple[Sheet, str, bytes]], missing: str = ""
) -> bytes:
    """The files, numbered in the order of the page, beside ``index.html``; written one by one as they are made.

    ``missing`` says in the index what could not be made.
    """
    numbers = {id(sheet): f"{number:02d}-{sheet.name}" for number, sheet in enumerate(sheets, 1)}
    names: dict[int, list[str]] = {id(sheet): [] for sheet in sheets}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for sheet, kind, data in files:
            name = f"{numbers[id(sheet)]}.{kind}"
            names[id(sheet)].append(name)
            archive.writestr(name, data)
        archive.writestr("index.html", _index(title, sheets, names, missing))
    return written.getvalue()


def _index(title: str, sheets: Sequence[Sheet], names: Mapping[int, Sequence[str]], missing: str) -> bytes:
    tag = sheets[0].view.tag if sheets else "zh-CN"
    entries = "".join(_entry(sheet, names[id(sheet)]) for sheet in sheets)
    told = f"<p><em>{escape(missing)}</em></p>" if missing else ""
    return (
        f'<!doctype html><html lang="{tag}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        "<style>body{max-width:52rem;margin:2rem auto;padding:0 1.5rem;font:15px/1.6 'PingFang SC','Microsoft YaHei',"
        "'Noto Sans CJK SC',sans-serif;color:#1A1D21}small{color:#5A616B}li{margin:1rem 0}</style></head>"
        f"<body><h1>{escape(title)}</h1>{told}<ol>{entries}</ol></body></html>"
    ).encode()


def _entry(sheet: Sheet, names: Sequence[str]) -> str:
    links = " · ".join(f'<a href="{escape(name)}">{escape(name)}</a>' for name in names)
    facts = "<br>".join(escape(fact) for fact in sheet.visible_facts)
    return (
        f"<li><p><small>{escape(sheet.above)}</small><br><b>{escape(sheet.title)}</b><br>{links}</p>"
        f"<p><small>{facts}</small></p></li>"
    )
