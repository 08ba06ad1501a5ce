"""Pages for anybody: health, assets, and the words that every page's footer leads to."""

from chalice.app import Blueprint, Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import WORDS, Invalid, NotFound
from chalicelib.handlers.guards import PUBLIC
from chalicelib.handlers.routing import route
from chalicelib.handlers.templating import ROOT, manifest
from chalicelib.handlers.web import Request, page, public_url
from chalicelib.services import way_back

bp = Blueprint(__name__)
# All of them text: a binary answer would depend on what the browser's Accept header says first.
ASSET_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOR_A_YEAR = "public, max-age=31536000, immutable"


@route(bp, "GET", "/", PUBLIC)
def home(request: Request) -> Response:
    return page(request, "pages/public/home.html")


@route(bp, "GET", "/health", PUBLIC)
def health(request: Request) -> Response:
    """That the web function runs; it asks nothing of the table."""
    return Response("ok", {"Content-Type": "text/plain"})


@route(bp, "HEAD", "/health", PUBLIC)
def health_head(request: Request) -> Response:
    return Response("", {"Content-Type": "text/plain"})


@route(bp, "GET", "/assets/{file}", PUBLIC)
def asset_file(request: Request, file: str) -> Response:
    """One of our own assets, under a name that changes with its content."""
    if file not in manifest().values():
        raise NotFound
    content = (ROOT / "assets" / file).read_text(encoding="utf-8")
    kind = ASSET_TYPES[file.rpartition(".")[2]]
    return Response(content, {"Content-Type": f"{kind}; charset=utf-8", "Cache-Control": FOR_A_YEAR})


@route(bp, "GET", "/help", PUBLIC)
def help_page(request: Request) -> Response:
    return page(request, "pages/public/help.html")


@route(bp, "GET", "/link-help", PUBLIC)
def link_help(request: Request) -> Response:
    return page(request, "pages/public/link_help.html", values=request.query)


@route(bp, "POST", "/link-help", PUBLIC)
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


@route(bp, "GET", "/verify", PUBLIC)
def verify(request: Request) -> Response:
    """Whether a reference in a mail is one of ours, and whether a copy is what was submitted."""
    reference, asked = request.query.get("reference"), request.query.has("reference")
    code = request.query.get("code")
    return page(
        request,
        "pages/public/verify.html",
        reference=reference,
        code=code,
        is_copy=bool(code) and way_back.recognise_copy(parts(), reference, code),
        partnership=way_back.recognise(parts(), reference) if reference else None,
        errors={"reference": WORDS["reference_needed"]} if asked and not reference else None,
        address=public_url(request),
    )


@route(bp, "GET", "/accessibility", PUBLIC)
def accessibility(request: Request) -> Response:
    return page(request, "pages/public/accessibility.html")


@route(bp, "GET", "/privacy", PUBLIC)
def privacy(request: Request) -> Response:
    return page(request, "pages/public/privacy.html")


@route(bp, "GET", "/cookies", PUBLIC)
def cookies_page(request: Request) -> Response:
    return page(request, "pages/public/cookies.html")
