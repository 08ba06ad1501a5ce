"""A partnership's colour and logo as browsers load them, under addresses that change with their content.

Both are text (docs/adr/0019): a binary answer would depend on what the browser's Accept header says first, so
the PNG comes inside an SVG that holds nothing else.
"""

import re
from base64 import b64encode

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.branding import darker, fitting_colour, pale
from chalicelib.domain.errors import NotFound, Refused
from chalicelib.handlers.templating import ROOT, manifest, style_version
from chalicelib.handlers.web import FOR_A_YEAR, Request
from chalicelib.services.branding import logo_file

LOGO = re.compile(r"([0-9a-f]{64})\.(\d{1,4})x(\d{1,4})\.svg")
STYLE = re.compile(r"([0-9a-f]{6})\.([0-9a-f]+)\.css")


def brand_file(request: Request, partnership: str, file: str) -> Response:
    if found := STYLE.fullmatch(file):
        return _answer("text/css", _style(f"#{found[1]}", found[2]))
    if found := LOGO.fullmatch(file):
        drawing = _drawing(logo_file(parts(), partnership, found[1]), int(found[2]), int(found[3]))
        policy = "default-src 'none'; img-src data:; sandbox; frame-ancestors 'none'; base-uri 'none'"
        return _answer("image/svg+xml", drawing, {"Content-Security-Policy": policy})
    raise NotFound


def _style(colour: str, version: str) -> str:
    try:
        fitting_colour(colour)
    except Refused:
        raise NotFound from None
    if version != style_version():
        raise NotFound
    ours = (ROOT / "assets" / manifest()["app.css"]).read_text(encoding="utf-8")
    return (
        f"{ours}:root{{--app-accent:{colour};--app-accent-dark:{darker(colour)};"
        f"--app-accent-pale:{pale(colour)}}}\n"
    )


def _drawing(png: bytes, width: int, height: int) -> str:
    size = f'width="{width}" height="{height}"'
    data = b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {width} {height}">'
        f'<image {size} href="data:image/png;base64,{data}"/></svg>'
    )


def _answer(kind: str, content: str, more: dict[str, str] | None = None) -> Response:
    kept = {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": FOR_A_YEAR}
    return Response(content, {**kept, **(more or {})})
