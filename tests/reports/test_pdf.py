"""What every PDF of ours must be: tagged, described, the same each time, and deaf to outside addresses."""

import gc
from contextlib import suppress
from itertools import pairwise

from chalicelib.reports.pdf import render_pdf
from tests.reports.pdfs import bookmarks, marked, reader, structure, text


def page(body: str, head: str = "") -> str:
    head = f"<title>Made up</title>{head}"
    return f'<html lang="en-GB"><head>{head}</head><body><h1>Made up</h1>{body}</body></html>'


def test_it_says_what_it_is(any_pdf):
    made = reader(any_pdf)
    root = made.root_object
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.metadata.title
    assert made.metadata.author
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert 'pdfuaid:part="1"' in xmp or "<pdfuaid:part>1" in xmp
    assert made.metadata.title.split(":")[0].replace("'", "") in xmp.replace("'", "")


def test_headings_do_not_skip_a_level_and_every_one_is_a_bookmark(any_pdf):
    made = reader(any_pdf)
    levels = [int(e["/S"][2]) for e in structure(made) if e["/S"] in ("/H1", "/H2", "/H3", "/H4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(bookmarks(made)) == len(levels)


def test_figures_have_words_and_a_box_on_their_page(any_pdf):
    made = reader(any_pdf)
    for figure in (e for e in structure(made) if e["/S"] == "/Figure"):
        assert len(figure["/Alt"]) > 20
        left, low, right, high = figure["/A"]["/BBox"]
        width, height = figure["/Pg"]["/MediaBox"][2:]
        assert 0 < left < right < width
        assert 0 < low < high < height


def test_links_are_printed_described_and_lead_somewhere(any_pdf):
    made = reader(any_pdf)
    links = [note.get_object() for p in made.pages for note in p.get("/Annots", [])]
    assert links
    for link in links:
        assert link["/F"] == 4
        assert " " in link["/Contents"] or link["/Contents"].isalpha()
        assert link["/Dest"] in made.named_destinations


def test_only_running_lines_are_left_out_of_the_structure(any_pdf):
    """Everything marked on a page belongs to an element or is an artifact, and nothing to both."""
    made = reader(any_pdf)
    held = {}
    for element in structure(made):
        kids = element.get("/K", [])
        if "/Pg" in element:
            held.setdefault(element.raw_get("/Pg").idnum, set()).update(k for k in kids if isinstance(k, int))
    for number, sheet in enumerate(made.pages):
        stretches = marked(made, number)
        assert {mcid for _, mcid in stretches if mcid is not None} == held[sheet.indirect_reference.idnum]
        assert all(tag == "Artifact" for tag, mcid in stretches if mcid is None)
        assert sum(1 for tag, _ in stretches if tag == "Artifact") >= 2


def test_nothing_runs_or_is_attached(any_pdf):
    root = reader(any_pdf).root_object
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}))


def test_fonts_are_embedded(any_pdf):
    for sheet in reader(any_pdf).pages:
        for font in sheet["/Resources"]["/Font"].values():
            described = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described)


def test_the_same_html_gives_the_same_bytes():
    html = page("<h2>Twice</h2><p>The same</p>")
    assert render_pdf(html) == render_pdf(html)


def test_files_and_addresses_are_not_followed(tmp_path, caplog):
    style = tmp_path / "leak.css"
    style.write_text("h1::after { content: ' LEAKED' }", encoding="utf-8")
    secret = tmp_path / "secret.txt"
    secret.write_text("LEAKED", encoding="utf-8")
    images = "".join(f'<img alt="made up" src="{a}"/>' for a in (secret.as_uri(), "http://127.0.0.1:9/x"))
    links = (("stylesheet", style), ("attachment", secret))
    head = "".join(f'<link rel="{kind}" href="{file.as_uri()}"/>' for kind, file in links)
    made = render_pdf(page(f"<p>Body</p>{images}", head))
    assert "LEAKED" not in text(made)
    assert "/EmbeddedFiles" not in reader(made).root_object.get("/Names", {})
    assert caplog.text.count("disallowed protocol") >= 3


def test_the_collector_is_on_again_even_after_a_failure():
    assert gc.isenabled()
    with suppress(TypeError):
        render_pdf(None)
    assert gc.isenabled()
