"""Comments of governors and trustees, for the organisation itself."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.comments import COMMENT_LIMIT
from chalicelib.domain.errors import Invalid
from chalicelib.domain.rights import Right
from chalicelib.handlers.organisation.frame import show
from chalicelib.handlers.web import Request, redirect
from chalicelib.services import commenting
from chalicelib.services.desk import look_around, sit_down


def comments_page(request: Request, ref: str) -> Response:
    return _page(request, ref)


def comment(request: Request, ref: str) -> Response:
    """On the question that the form was for, or on the whole; then back to where it was written."""
    form = request.form
    criterion = form.get("_for")
    try:
        commenting.comment(
            parts(), ref, request.token, form.get("_id"), text=form.get("text"), criterion=criterion
        )
    except Invalid as invalid:
        return _page(request, ref, status=400, errors=invalid.messages())
    return redirect(_back(ref, criterion))


def settle(request: Request, ref: str, comment: str) -> Response:
    """Dealt with, or open again."""
    form = request.form
    commenting.settle(parts(), ref, request.token, comment, settled=form.get("_settled") == "yes")
    return redirect(f"/r/{ref}/comments")


def _back(ref: str, criterion: str) -> str:
    seen = criterion.isascii() and criterion.replace("-", "").isalnum()
    return f"/r/{ref}/criteria/{criterion}#comments" if seen else f"/r/{ref}/comments"


def _page(request: Request, ref: str, **more: Any) -> Response:
    """All of them, those that are open first; and a form: for the whole, or for the question that it was."""
    seat = sit_down(parts(), ref, request.token, Right.SEE_COMMENTS)
    around = look_around(parts(), seat, with_comments=True)
    found, form = around.comments, request.form
    about = form.get("_for")
    return show(
        request,
        "comments.html",
        seat,
        around,
        open_comments=found.open,
        settled=[c for c in found.every if c.settled_at is not None],
        titles={c.id: c.title for c in seat.framework.criteria},
        about=seat.criterion(about) if about else None,
        text=form.get("text"),
        new_comment=form.get("_id") or parts().new_id(),
        limit=COMMENT_LIMIT,
        **more,
    )
