"""Ways in which files go bad between a survey system and a bank's inbox."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable

Mutation = Callable[[bytes, random.Random], bytes]
HUGE_CELL_CHARACTERS = 300_000
BOMB_BYTES = 60_000_000


def _cut(content: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(content) + 1)
    return start, min(len(content), start + dice.choice((1, 4, 40, 400)))


def flip(content: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(content)
    for _ in range(dice.choice((1, 3, 20)) if spoilt else 0):
        spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    return bytes(spoilt)


def truncate(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def drop(content: bytes, dice: random.Random) -> bytes:
    start, end = _cut(content, dice)
    return content[:start] + content[end:]


def double(content: bytes, dice: random.Random) -> bytes:
    start, end = _cut(content, dice)
    return content[:end] + content[start:end] + content[end:]


def insert(content: bytes, dice: random.Random) -> bytes:
    """Bytes that readers stumble over, in the middle of everything."""
    pieces = (
        b"\x00", b"\x00" * 50, b"\xef\xbb\xbf", b"\xff\xfe", b'"', b'""', b'"\n"', b"'", b"\r", b"\r\n\r\n", b"\x1a",
        b",,,,,,", b"\xff\xff\xff", "汉".encode("gb18030"), "汉".encode(), "\u202e\u200b\ufeff".encode(), b"=1+1",
        b"\x1f\x1e", b"<a&b>",
    )  # fmt: skip
    start = dice.randrange(len(content) + 1)
    return content[:start] + dice.choice(pieces) + content[start:]


def huge_cell(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content) + 1)
    filling = dice.choice((b"a", b"1", "好".encode(), b'"', b"13800138000 "))
    return content[:start] + filling * (HUGE_CELL_CHARACTERS // len(filling)) + content[start:]


def delimiters(content: bytes, dice: random.Random) -> bytes:
    return content.replace(b",", dice.choice((b";", b"|", b"\t", b"\x01", b", ", b'","', b"")))


def mixed_encodings(content: bytes, dice: random.Random) -> bytes:
    start, end = sorted((dice.randrange(len(content) + 1), dice.randrange(len(content) + 1)))
    text = content[start:end].decode("utf-8", errors="replace")
    return content[:start] + text.encode(dice.choice(("gb18030", "utf-16", "utf-8")), errors="replace") + content[end:]


def lines(content: bytes, dice: random.Random) -> bytes:
    """Lines in another order, lost, or ended in another way."""
    parts = content.split(b"\n")
    way = dice.randrange(3)
    if way == 0:
        dice.shuffle(parts)
    elif way == 1:
        parts = [part for part in parts if dice.random() < 0.8]
    return (b"\r" if way == 2 else b"\n").join(parts)


def workbook(content: bytes, dice: random.Random) -> bytes:
    """A workbook whose parts are spoilt, missing or blown up, and still a proper archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return flip(content, dice)
    if not parts:
        return content
    name = dice.choice(list(parts))
    way = dice.randrange(5)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[name] = dice.choice((flip, truncate, drop, double, insert))(parts[name], dice)
    elif way == 2:
        parts[name] = b""
    elif way == 3:
        sheet = next((part for part in parts if part.startswith("xl/worksheets/")), name)
        row = b'<row r="9"><c r="A9" t="inlineStr"><is><t>13800138000</t></is></c></row>'
        parts[sheet] = parts[sheet].replace(b"</sheetData>", row * (BOMB_BYTES // len(row) // 40) + b"</sheetData>")
    else:
        parts["xl/sharedStrings.xml"] = b"<sst>" + b" " * BOMB_BYTES + b"</sst>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, held in parts.items():
            archive.writestr(part, held)
    return buffer.getvalue()


ANY: tuple[Mutation, ...] = (flip, truncate, drop, double, insert, huge_cell, delimiters, mixed_encodings, lines)


def spoil(content: bytes, suffix: str, dice: random.Random) -> bytes:
    """The content after none to four accidents."""
    for _ in range(dice.randrange(5)):
        likely = (workbook,) * 12 if suffix == ".xlsx" else ()
        content = dice.choice((*ANY, *likely))(content, dice)
    return content
