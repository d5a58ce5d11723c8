"""What a picture and a printed page say of themselves: text chunks of a PNG, the information of a PDF."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from dashboard.exports.letters import WRITTEN_FOR

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DOTS_PER_METRE = round(96 / 0.0254)
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)
_INFO, _ROOT, _SIZE = (re.compile(pattern) for pattern in (rb"/Info (\d+) 0 R", rb"/Root (\d+ 0 R)", rb"/Size (\d+)"))
_STREAM = re.compile(rb"(\d+) 0 obj\s*<<[^>]*?/FlateDecode[^>]*?>>\s*stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_BLOCK = re.compile(rb"\d+ beginbf(char|range)\n(.*?)\nendbf(?:char|range)", re.DOTALL)
_CODE = re.compile(r"<([0-9A-Fa-f]+)>")
_MOST_IN_BLOCK = 100
_NAMES = {"title": "Title", "footer": "Description", "address": "Source"}
"""What PNG calls these itself; everything else keeps its name."""


def marked_png(picture: bytes, told: Mapping[str, str], density: int) -> bytes:
    """The picture with its facts as text chunks, and the size at which it is meant to be seen.

    ValueError for what is no PNG.
    """
    if not picture.startswith(_SIGNATURE):
        raise ValueError("this is no PNG")
    length = struct.unpack(">I", picture[8:12])[0]
    after_head = 8 + 12 + length
    dots = _chunk(b"pHYs", struct.pack(">IIB", _DOTS_PER_METRE * density, _DOTS_PER_METRE * density, 1))
    # keyword, no compression, no language, no translated keyword, then UTF-8: tEXt itself knows no Chinese
    texts = (
        _chunk(b"iTXt", _NAMES.get(name, name).encode("latin-1") + b"\0\0\0\0\0" + words.encode())
        for name, words in told.items()
    )
    return b"".join((picture[:after_head], dots, *texts, picture[after_head:]))


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def marked_pdf(document: bytes, told: Mapping[str, str], letters: AbstractSet[str] = frozenset()) -> bytes:
    """The document with its facts in its information, written as an update behind it: what is there is not touched.

    ``letters`` are those that stand on the page: where the browser named another one that the font draws alike, the
    page is searched and copied by the one that was written. ValueError where its end is not as a browser writes it.
    """
    found = _TRAILER.search(document)
    root, size = (pattern.search(found[1]) if found else None for pattern in (_ROOT, _SIZE))
    if found is None or root is None or size is None:
        raise ValueError("the end of this PDF is not understood")
    kept = _INFO.search(found[1])
    information = int(kept[1]) if kept else int(size[1])
    title, footer, address = (told.get(name, "") for name in ("title", "footer", "address"))
    entries = {"Title": title, "Subject": footer, "Keywords": address, "Creator": "Huiyin"}
    entries |= {_pdf_name(name): words for name, words in told.items() if name not in ("title", "footer", "address")}
    body = " ".join(f"/{name} {_pdf_text(words)}" for name, words in entries.items() if words)
    objects = {information: f"<< {body} >>".encode("ascii"), **_renamed(document, letters)}
    whole = document if document.endswith(b"\n") else document + b"\n"
    table = "0 1\n0000000000 65535 f \n"
    for number, content in sorted(objects.items()):
        table += f"{number} 1\n{len(whole):010d} 00000 n \n"
        whole += f"{number} 0 obj\n".encode("ascii") + content + b"\nendobj\n"
    place = len(whole)
    new_size = max(int(size[1]), information + 1)
    ends = f"/Size {new_size} /Root {root[1].decode()} /Info {information} 0 R /Prev {int(found[2])}"
    return whole + f"xref\n{table}trailer\n<< {ends} >>\nstartxref\n{place}\n%%EOF\n".encode("ascii")


def _renamed(document: bytes, letters: AbstractSet[str]) -> dict[int, bytes]:
    """The tables from glyph to letter that name a letter which is not on the page, anew, by their object's number."""
    found = {}
    for match in _STREAM.finditer(document):
        try:
            # a stream whose last byte is a line's end loses it above; only its checksum stood there
            table = zlib.decompressobj().decompress(match[2])
        except zlib.error:
            continue
        if b"begincmap" not in table:
            continue
        named = _BLOCK.sub(lambda block: _block(block, letters), table)
        if named != table:
            packed = zlib.compress(named)
            head = f"<< /Filter /FlateDecode /Length {len(packed)} >>\nstream\n".encode("ascii")
            found[int(match[1])] = head + packed + b"\nendstream"
    return found


def _block(block: re.Match[bytes], letters: AbstractSet[str]) -> bytes:
    """One block of a table, glyph by glyph; as it was where nothing in it needs another name."""
    glyphs: list[tuple[int, int, str]] = []
    for line in block[2].decode("ascii").splitlines():
        codes = _CODE.findall(line)
        first, last = codes[0], codes[-2] if len(codes) == 3 else codes[0]
        for at in range(int(first, 16), int(last, 16) + 1):
            target = int(codes[-1], 16) + at - int(first, 16)
            glyphs.append((at, len(first), chr(target) if len(codes[-1]) == 4 and target <= 0xFFFF else codes[-1]))
    named = [(at, wide, _written(letter, letters)) for at, wide, letter in glyphs]
    if named == glyphs:
        return block[0]
    lines = [
        f"<{at:0{wide}X}> <{letter if len(letter) > 1 else format(ord(letter), '04X')}>" for at, wide, letter in named
    ]
    blocks = (lines[begin : begin + _MOST_IN_BLOCK] for begin in range(0, len(lines), _MOST_IN_BLOCK))
    return "\n".join(f"{len(each)} beginbfchar\n" + "\n".join(each) + "\nendbfchar" for each in blocks).encode("ascii")


def _written(letter: str, letters: AbstractSet[str]) -> str:
    other = WRITTEN_FOR.get(letter, letter)
    return other if letter not in letters and other in letters else letter


def _pdf_name(name: str) -> str:
    return "Huiyin" + "".join(piece.capitalize() for piece in name.split("_"))


def _pdf_text(words: str) -> str:
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"
