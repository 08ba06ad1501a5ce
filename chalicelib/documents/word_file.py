"""A Word file: our look on Word's own styles, and the few things that stand in it.

Paragraphs are built as XML, since python-docx looks up styles for each one: a long return has thousands.
"""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from chalicelib.domain.texts import direction, paragraphs, printable

LANGUAGE = "en-GB"
INK, TEAL, GREY = RGBColor(0x1D, 0x2A, 0x2D), RGBColor(0x12, 0x45, 0x4F), RGBColor(0x4A, 0x5A, 0x5E)
PALE = "E8F1F2"
MARGIN = 2.2  # centimetres
CELL_WIDTH = {False: 21 - 2 * MARGIN, True: 29.7 - 2 * MARGIN}  # of a page upright and on its side
SMALL, STRONG, QUESTION, RATING = "Small", "Label", "Question", "Rating"
Fill = Callable[["Place"], None]


class Place:
    """Where paragraphs go: the body of a document, or a cell of a table."""

    def __init__(self, parent: Any, styles: Any) -> None:
        self._parent = parent
        self._styles = styles

    def paragraph(self, text: str, style: str = "", *, lead: str = "", keep: bool = False) -> Any:
        """One paragraph in its own direction. `lead` comes before it in bold; `keep` holds it to the next."""
        made = OxmlElement("w:p")
        self._shape(made, style, keep=keep, rtl=direction(lead + text) == "rtl")
        if lead:
            made.append(_run(f"{lead} ", bold=True, rtl=direction(lead) == "rtl"))
        made.append(_run(text, rtl=direction(text) == "rtl"))
        self._append(made)
        return made

    def text(self, text: str, style: str = "") -> None:
        """What somebody typed: a paragraph for each line."""
        for line in paragraphs(text):
            self.paragraph(line, style)

    def _append(self, made: Any) -> None:
        self._parent.append(made)

    def _shape(self, made: Any, style: str, *, keep: bool, rtl: bool) -> None:
        shape = OxmlElement("w:pPr")
        if style:
            _child(shape, "w:pStyle", val=self._styles[style].style_id)
        if keep:
            _child(shape, "w:keepNext")
        if rtl:
            _child(shape, "w:bidi")
        if len(shape):
            made.append(shape)


class WordFile(Place):
    """A document from its title to its last page. `foot` stands at the foot of every page."""

    def __init__(self, *, title: str, author: str, foot: str, made_at: datetime, wide: bool = False) -> None:
        self._document = Document()
        self._settings = self._document.element.body.sectPr  # the page's own settings, which stay last
        self._width = CELL_WIDTH[wide]
        super().__init__(self._document.element.body, self._document.styles)
        _describe(self._document, title, author, made_at)
        _restyle(self._document)
        section = self._document.sections[0]
        _set_page(section, wide)
        _fill_margin(section.header.paragraphs[0], title)
        _fill_margin(section.footer.paragraphs[0], f"{foot} · Page ")
        _add_fields(section.footer.paragraphs[0])

    def title(self, over: str, title: str, under: str) -> None:
        self.paragraph(over, SMALL, keep=True)
        self.paragraph(title, "Title", keep=True)
        self.paragraph(under, "Subtitle")

    def heading(self, text: str, level: int) -> None:
        """Word keeps it with what follows."""
        self.paragraph(text, f"Heading {level}")

    def table(
        self,
        caption: str,
        headings: Sequence[str],
        rows: Iterable[Sequence[Fill]],
        shares: Sequence[int],
        *,
        height: float = 0,
    ) -> None:
        """Its row of headings comes again on every page. `shares` divide the width among the columns; rows
        are at least `height` centimetres high.
        """
        widths = [self._width * share / sum(shares) for share in shares]
        table = _table(caption, widths)
        head = _row(table, repeated=True)
        for heading, width in zip(headings, widths, strict=True):
            Place(_cell(head, width, fill=PALE), self._styles).paragraph(heading, STRONG, keep=True)
        for row in rows:
            made = _row(table, height=height)
            for fill, width in zip(row, widths, strict=True):
                fill(Place(_cell(made, width), self._styles))
        _close_cells(table)
        self._append(table)
        self.paragraph("", SMALL)  # Word needs one after a table

    def box(self, caption: str, height: float) -> None:
        """Space to write by hand, which grows for whoever types. `height` in centimetres."""
        table = _table(caption, [self._width])
        _cell(_row(table, height=height), self._width)
        _close_cells(table)
        self._append(table)
        self.paragraph("", SMALL)

    def content(self) -> bytes:
        file = io.BytesIO()
        self._document.save(file)
        return file.getvalue()

    def _append(self, made: Any) -> None:
        self._settings.addprevious(made)


def says(text: str, style: str = "") -> Fill:
    """A cell that holds this."""
    return lambda place: place.text(text, style)


def _child(parent: Any, name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    parent.append(made)
    return made


def _run(text: str, *, bold: bool = False, rtl: bool = False) -> Any:
    made = OxmlElement("w:r")
    if bold or rtl:
        shape = _child(made, "w:rPr")
        if bold:
            _child(shape, "w:b")
        if rtl:
            _child(shape, "w:rtl")
    words = _child(made, "w:t")
    words.text = printable(text)
    words.set(qn("xml:space"), "preserve")
    return made


def _table(caption: str, widths: Sequence[float]) -> Any:
    """Columns keep their width, so that a long word breaks instead of pushing the rest off the page."""
    table = OxmlElement("w:tbl")
    shape = _child(table, "w:tblPr")
    _child(shape, "w:tblStyle", val="TableGrid")
    _child(shape, "w:tblW", w=str(_twips(sum(widths))), type="dxa")
    _child(shape, "w:tblLayout", type="fixed")
    margins = _child(shape, "w:tblCellMar")
    _child(margins, "w:top", w="60", type="dxa")
    _child(shape, "w:tblLook", val="0020", firstRow="1")
    _child(shape, "w:tblCaption", val=caption)
    _child(shape, "w:tblDescription", val=caption)
    grid = _child(table, "w:tblGrid")
    for width in widths:
        _child(grid, "w:gridCol", w=str(_twips(width)))
    return table


def _row(table: Any, *, repeated: bool = False, height: float = 0) -> Any:
    row = _child(table, "w:tr")
    if repeated or height:
        shape = _child(row, "w:trPr")
        if repeated:
            _child(shape, "w:cantSplit")
        if height:
            _child(shape, "w:trHeight", val=str(_twips(height)), hRule="atLeast")
        if repeated:
            _child(shape, "w:tblHeader")
    return row


def _cell(row: Any, width: float, fill: str = "") -> Any:
    cell = _child(row, "w:tc")
    shape = _child(cell, "w:tcPr")
    _child(shape, "w:tcW", w=str(_twips(width)), type="dxa")
    if fill:
        _child(shape, "w:shd", val="clear", color="auto", fill=fill)
    return cell


def _close_cells(table: Any) -> None:
    """A cell is not whole without a paragraph."""
    for cell in table.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):
            _child(cell, "w:p")


def _twips(centimetres: float) -> int:
    return round(centimetres * 567)


def _describe(document: Any, title: str, author: str, made_at: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.author = printable(title)[:255], printable(author)[:255]
    properties.language, properties.comments = LANGUAGE, ""
    properties.last_modified_by = ""
    properties.created = properties.modified = made_at.replace(tzinfo=None)


def _set_page(section: Any, wide: bool) -> None:
    section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)


def _restyle(document: Any) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), LANGUAGE)
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # or Word calls it an old file
    styles = document.styles
    _style(styles["Normal"], 10.5, INK, after=5)
    for name, size, before in (("Title", 24, 0), ("Heading 1", 16, 20), ("Heading 2", 12.5, 14)):
        _style(styles[name], size, TEAL, before=before, after=5, bold=True)
    _style(styles["Subtitle"], 12, GREY, after=12)
    _plain(styles["Subtitle"], styles["Title"])
    _style(styles["List Bullet"], 10.5, INK, after=2)
    for name, size, colour, bold in (
        (SMALL, 9, GREY, False),
        (STRONG, 9.5, TEAL, True),
        (QUESTION, 10.5, GREY, False),
        (RATING, 10.5, INK, False),
    ):
        made = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = styles["Normal"]
        _style(made, size, colour, after=4, bold=bold)
    styles[QUESTION].paragraph_format.keep_with_next = True


def _style(
    style: Any, size: float, colour: RGBColor, *, before: float = 0, after: float, bold: bool = False
) -> None:
    """Fonts by name: those of a theme would win over them."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{kind}"), "Arial")
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = colour
    shape = style.paragraph_format
    shape.space_before, shape.space_after, shape.line_spacing = Pt(before), Pt(after), 1.15
    shape.widow_control = True
    if style.name.startswith(("Heading", "Title")):
        shape.keep_with_next = True


def _plain(*styles: Any) -> None:
    """Without the lines and numbers that these styles come with."""
    for style in styles:
        for name in ("w:pBdr", "w:numPr", "w:rPr/w:spacing"):
            for element in style.element.findall(f".//{name}", style.element.nsmap):
                element.getparent().remove(element)


def _fill_margin(paragraph: Any, text: str) -> None:
    paragraph.style.font.size = Pt(8)
    paragraph._p.append(_run(text))


def _add_fields(paragraph: Any) -> None:
    for before, field in (("", "PAGE"), (" of ", "NUMPAGES")):
        if before:
            paragraph._p.append(_run(before))
        made = _child(paragraph._p, "w:fldSimple", instr=field)
        made.append(_run("1"))
