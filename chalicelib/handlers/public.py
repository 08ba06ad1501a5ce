"""Pages for anybody: health, assets, and the words that every page's footer leads to."""

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, NotFound
from chalicelib.handlers.templating import ROOT, manifest
from chalicelib.handlers.web import FOR_A_YEAR, Request, page, public_url
from chalicelib.services import way_back
from chalicelib.services.verifying import look_up

# All of them text: a binary answer would depend on what the browser's Accept header says first.
ASSET_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def home(request: Request) -> Response:
    return page(request, "pages/public/home.html")


def health(request: Request) -> Response:
    """That the web function runs; it asks nothing of the table."""
    return Response("ok", {"Content-Type": "text/plain"})


def health_head(request: Request) -> Response:
    return Response("", {"Content-Type": "text/plain"})


def asset_file(request: Request, file: str) -> Response:
    """One of our own assets, under a name that changes with its content."""
    if file not in manifest().values():
        raise NotFound
    content = (ROOT / "assets" / file).read_text(encoding="utf-8")
    kind = ASSET_TYPES[file.rpartition(".")[2]]
    return Response(content, {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": FOR_A_YEAR})


def help_page(request: Request) -> Response:
    return page(request, "pages/public/help.html")


def link_help(request: Request) -> Response:
    return page(request, "pages/public/link_help.html", values=request.query)


def send_new_link(request: Request) -> Response:
    """From the button on an old link's page, or from the form; the answer never says whether a mail went."""
    old_link = request.form.get("_old_link")
    try:
        if old_link:
            way_back.send_in_place_of(parts(), old_link)
        else:
            way_back.send_to(parts(), request.form.get("reference"), request.form.get("email"))
    except Invalid as invalid:
        return page(
            request,
            "pages/public/link_help.html",
            status=400,
            values=request.form,
            errors=invalid.messages(),
        )
    return page(request, "pages/public/link_sent.html")


def verify(request: Request) -> Response:
    """Whether a reference and a check code belong together, and nothing else."""
    needed = {"reference": "reference_needed", "code": "check_code_needed"}
    values = {name: request.query.get(name) for name in needed}
    asked = any(request.query.has(name) for name in needed)
    errors = {name: WORDS[needed[name]] for name, typed in values.items() if asked and not typed}
    return page(
        request,
        "pages/public/verify.html",
        values=values,
        found=look_up(parts(), **values) if asked and not errors else None,
        errors=errors or None,
        address=public_url(request),
    )


def privacy(request: Request) -> Response:
    return page(request, "pages/public/privacy.html")


def cookies_page(request: Request) -> Response:
    return page(request, "pages/public/cookies.html")
