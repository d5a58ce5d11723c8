"""How a bank wants its reports to look: name, logo, slide template and font, from ``config/reports.toml``.

``name = "…"``, ``name_en = "…"``, ``logo = "logo.png"``, ``template = "template.pptx"``, ``font = "Microsoft YaHei"``;
``[layouts]`` with ``cover = "…"`` and ``page = "…"`` where the template calls its layouts otherwise; ``[mail]`` with
``complaints = ["a@bank.example"]`` and ``default = […]``, who gets which report. Paths are beside the file.

Without it: the bank's own name, no logo, plain white slides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboard.due import is_address
from dashboard.queries.builds import Build
from dashboard.reports.model import KINDS
from dashboard.views import View

FILE = "reports.toml"
FONT = "Microsoft YaHei"
"""For Chinese, named in every run; where a machine has none, its programs take their own Chinese sans-serif."""
LATIN_FONT = "Arial"
COVERS = ("Title Slide", "标题幻灯片")
PAGES = ("Title Only", "仅标题")
_KNOWN = frozenset({"name", "name_en", "logo", "template", "font", "layouts", "mail"})


class HouseError(ValueError):
    """The bank's own look cannot be used as it is written; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class House:
    """A bank's look. ``covers`` and ``pages`` are the names under which a template's layouts are looked for."""

    names: tuple[str, str]
    logo: Path | None = None
    template: Path | None = None
    font: str = FONT
    covers: tuple[str, ...] = COVERS
    pages: tuple[str, ...] = PAGES
    mail: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def fonts(self) -> tuple[str, str]:
        """For Latin letters and digits, and for Chinese."""
        return LATIN_FONT, self.font

    def name(self, view: View) -> str:
        """The bank's name in the reader's language."""
        return view.name(self.names)


def house_of(build: Build) -> House:
    """The look of a build's bank. HouseError where its file cannot be read or names what is not there."""
    path = build.folder / "config" / FILE
    plain = House((build.name, build.name_en))
    if not path.exists():
        return plain
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HouseError(f"{path} cannot be read: {fault}") from fault
    if unknown := sorted(set(found) - _KNOWN):
        raise HouseError(f"{path}: unknown {', '.join(unknown)}; there are {', '.join(sorted(_KNOWN))}")
    layouts = found.get("layouts", {})
    return House(
        names=(_text(found, "name", path) or build.name, _text(found, "name_en", path) or build.name_en),
        logo=_file(found, "logo", path, (".png", ".jpg", ".jpeg")),
        template=_file(found, "template", path, (".pptx", ".potx")),
        font=_text(found, "font", path) or FONT,
        covers=(str(layouts["cover"]),) if "cover" in layouts else COVERS,
        pages=(str(layouts["page"]),) if "page" in layouts else PAGES,
        mail=_mail(found.get("mail", {}), path),
    )


def _mail(found: Any, path: Path) -> dict[str, tuple[str, ...]]:
    """Kind of report -> addresses, "default" for the others."""
    if not isinstance(found, dict) or not all(isinstance(each, list) for each in found.values()):
        raise HouseError(f'{path}: [mail] is written as complaints = ["a@bank.example"]')
    told = {name: tuple(str(address) for address in addresses) for name, addresses in found.items()}
    if unknown := sorted(set(told) - {*KINDS, "default"}):
        raise HouseError(f"{path}: [mail] names {', '.join(unknown)}; there are {', '.join((*KINDS, 'default'))}")
    if wrong := sorted(each for addresses in told.values() for each in addresses if not is_address(each)):
        raise HouseError(f"{path}: [mail] holds what is no address: {', '.join(wrong)}")
    return told


def _text(found: dict[str, Any], name: str, path: Path) -> str:
    value = found.get(name, "")
    if not isinstance(value, str):
        raise HouseError(f'{path}: {name} is no text: write {name} = "…"')
    return value


def _file(found: dict[str, Any], name: str, path: Path, endings: tuple[str, ...]) -> Path | None:
    written = _text(found, name, path)
    if not written:
        return None
    target = path.parent / written
    if target.suffix.lower() not in endings or not target.is_file():
        raise HouseError(f"{path}: {name} = {written!r} is no {' or '.join(endings)} file in {path.parent}")
    return target
