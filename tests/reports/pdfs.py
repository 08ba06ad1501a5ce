"""Looking into a PDF."""

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


@cache
def pages(pdf: bytes) -> tuple[str, ...]:
    """The text of each page, every run of white space one space. Reading takes as long as making."""
    return tuple(" ".join(page.extract_text().split()) for page in reader(pdf).pages)


def text(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def structure(made: PdfReader) -> Iterator[Any]:
    """The structure elements in reading order."""
    root: Any = made.root_object["/StructTreeRoot"]
    waiting = [root["/K"][0].get_object()]
    while waiting:
        element = waiting.pop()
        if isinstance(element, dict) and "/S" in element:
            yield element
            kids = element.get("/K", [])
            waiting += [kid.get_object() for kid in reversed(kids) if not isinstance(kid, int)]


def bookmarks(made: PdfReader) -> list[tuple[str, int]]:
    """Title and page, counted from 1, of every bookmark, nested ones after their parent."""

    def flat(items: list[Any]) -> Iterator[tuple[str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from flat(item)
            else:
                yield item.title, (made.get_destination_page_number(item) or 0) + 1

    return list(flat(made.outline))


def marked(made: PdfReader, page: int) -> list[tuple[str, int | None]]:
    """Tag and MCID of each marked stretch of a page's content."""
    content = made.pages[page].get_contents()
    assert content is not None
    found = re.findall(r"/(\w+)\s+(<<[^>]*>>\s+BDC|BMC)", content.get_data().decode("latin-1"))
    return [(tag, int(m[1]) if (m := re.search(r"/MCID (\d+)", rest)) else None) for tag, rest in found]
