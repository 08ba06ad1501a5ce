"""What WeasyPrint 70 leaves undone for PDF/UA, put right on its objects just before they are written.

- Running headers and footers are content; they become artifacts, so that they are not read out.
- Links lack the Print flag and are described by the name of their target instead of their own words.
- The boxes of figures are in CSS pixels from the top of the page instead of points from its foot.
"""

from collections.abc import Iterator
from typing import Any

PRINT_FLAG = 4
POINTS_PER_PIXEL = 0.75


def finish(document: Any, pdf: Any) -> None:
    """A finisher for `weasyprint.Document.write_pdf`: `pdf` is the pydyf.PDF with all its objects."""
    pages = [_at(pdf, reference) for reference in pdf.page_references]
    _describe_links(document)
    content: dict[int, set[int]] = {page.number: set() for page in pages}
    for element in _structure(pdf):
        content[_number(element["Pg"])].update(kid for kid in element["K"] if isinstance(kid, int))
        if element["S"] == "/Figure":
            _turn_box(element, _at(pdf, element["Pg"]))
    for page in pages:
        _mark_artifacts(_at(pdf, page["Contents"]).stream, content[page.number])


def _structure(pdf: Any) -> Iterator[Any]:
    """The elements that a reader can reach, below the document element."""
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    waiting = list(_at(pdf, root["K"][0])["K"])
    while waiting:
        element = _at(pdf, waiting.pop())
        if element.get("Type") == "/StructElem":
            yield element
            waiting += [kid for kid in element["K"] if isinstance(kid, bytes)]


def _describe_links(document: Any) -> None:
    import pydyf

    for page in document.pages:
        for kind, _, _, box in page.links:
            if kind in ("internal", "external"):
                box.link_annotation["F"] = PRINT_FLAG
                box.link_annotation["Contents"] = pydyf.String(
                    " ".join("".join(box.element.itertext()).split())
                )


def _turn_box(figure: Any, page: Any) -> None:
    left, top, right, bottom = figure["A"]["BBox"]
    height = page["MediaBox"][3]
    figure["A"]["BBox"][:] = [
        left * POINTS_PER_PIXEL,
        height - bottom * POINTS_PER_PIXEL,
        right * POINTS_PER_PIXEL,
        height - top * POINTS_PER_PIXEL,
    ]


def _mark_artifacts(stream: list[Any], content: set[int]) -> None:
    """Marked content that no element holds is a running header or footer."""
    for place, operator in enumerate(stream):
        if operator == b"BDC" and stream[place - 1].get("MCID") not in content:
            del stream[place - 1]["MCID"]
            stream[place - 2], stream[place - 1]["Type"] = "/Artifact", "/Pagination"


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
