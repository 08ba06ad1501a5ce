"""Saving while somebody types: all that "Save" would save, with a short answer for a script."""

import json

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated, Refused
from chalicelib.domain.rights import Right
from chalicelib.domain.times import saved_at
from chalicelib.handlers.organisation.criteria import save_typed, who_saved
from chalicelib.handlers.web import NO_STORE, Request
from chalicelib.services.desk import sit_down


def autosave(request: Request, ref: str, criterion: str) -> Response:
    """200 with the new version and when it was saved; 400 and 409 with the reason, in `words` to show.

    Whoever has no session, or not the right, gets the page that "Save" would give them, with its status.
    """
    try:
        saved = save_typed(request, ref, criterion, request.form.get("rating"), by_itself=True)
    except Outdated as outdated:
        seat = sit_down(parts(), ref, request.token, Right.ENTER, criterion=criterion)
        return _answer(409, reason="outdated", words=who_saved(seat, outdated.current))
    except Invalid as invalid:
        return _answer(400, reason="invalid", words=invalid.words)
    except Refused as refused:
        return _answer(409, reason="refused", words=refused.words)
    answer, now = saved.answer, parts().now()
    return _answer(200, version=answer.version, saved=saved_at(answer.saved_at or now, now))


def _answer(status: int, **facts: str | int) -> Response:
    return Response(
        json.dumps(facts), {"Content-Type": "application/json", "Cache-Control": NO_STORE}, status
    )
