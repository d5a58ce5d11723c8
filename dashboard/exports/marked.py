"""What a picture and a printed page say of themselves: text chunks of a PNG, the information of a PDF."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DOTS_PER_METRE = round(96 / 0.0254)
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", re.DOTALL)
_INFO, _ROOT, _SIZE = (re.compile(pattern) for pattern in (rb"/Info (\d+) 0 R", rb"/Root (\d+ 0 R)", rb"/Size (\d+)"))
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


def marked_pdf(document: bytes, told: Mapping[str, str]) -> bytes:
    """The document with its facts in its information, written as an update behind it: what is there is not touched.

    ValueError where its end is not written as a browser writes it.
    """
    found = _TRAILER.search(document)
    root, size = (pattern.search(found[1]) if found else None for pattern in (_ROOT, _SIZE))
    if found is None or root is None or size is None:
        raise ValueError("the end of this PDF is not understood")
    kept = _INFO.search(found[1])
    number = int(kept[1]) if kept else int(size[1])
    title, footer, address = (told.get(name, "") for name in ("title", "footer", "address"))
    entries = {"Title": title, "Subject": footer, "Keywords": address, "Creator": "Huiyin"}
    entries |= {_pdf_name(name): words for name, words in told.items() if name not in ("title", "footer", "address")}
    body = " ".join(f"/{name} {_pdf_text(words)}" for name, words in entries.items() if words)
    whole = document if document.endswith(b"\n") else document + b"\n"
    place = len(whole)
    whole += f"{number} 0 obj\n<< {body} >>\nendobj\n".encode("ascii")
    table = len(whole)
    whole += f"xref\n{number} 1\n{place:010d} 00000 n \n".encode("ascii")
    ends = f"/Size {max(int(size[1]), number + 1)} /Root {root[1].decode()} /Info {number} 0 R /Prev {int(found[2])}"
    return whole + f"trailer\n<< {ends} >>\nstartxref\n{table}\n%%EOF\n".encode("ascii")


def _pdf_name(name: str) -> str:
    return "Huiyin" + "".join(piece.capitalize() for piece in name.split("_"))


def _pdf_text(words: str) -> str:
    return f"<FEFF{words.encode('utf-16-be').hex().upper()}>"
