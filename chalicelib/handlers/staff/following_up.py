"""What organisations wait to hear: replies to what is in their way, help, and talks that they asked for."""

from typing import Any

from chalice.app import Response

from chalicelib.bootstrap import parts
from chalicelib.domain.errors import Invalid, Outdated, Refused
from chalicelib.domain.follow_up import NOTE_LIMIT, REPLY_LIMIT
from chalicelib.handlers.organisation.frame import whole_number
from chalicelib.handlers.staff.frame import partnership_id, seat, sector_names
from chalicelib.handlers.staff.paging import Paged
from chalicelib.handlers.web import Request, page, redirect
from chalicelib.services import following_up

AT_ONCE, WITH_FEEDBACK = "at_once", "feedback"
WHEN = {
    AT_ONCE: "Now: on their page at once, with an email to the lead",
    WITH_FEEDBACK: "With their next feedback",
}
DONE = {"replied": "Your reply is kept.", "talked": "The talk is noted.", "tried": "Your call is noted."}


def everything(request: Request) -> Response:
    """Who asked to talk, and what is in the way of whom: first what has no reply."""
    replied = request.query.get("state") == "replied"
    found = following_up.of_partnership(
        parts(),
        partnership_id(request),
        replied=replied,
        number=whole_number(request.query.get("page"), least=1),
    )
    return page(
        request,
        "pages/staff/feedback/follow_up.html",
        found=found,
        list=Paged(
            rows=found.items,
            number=found.number,
            pages=found.pages,
            total=found.count,
            path="/staff/follow-up",
            query={"state": "replied"} if replied else {},
        ),
        replied=replied,
        talks=parts().feedback.talks(partnership_id(request)),
        names=sector_names(),
        done=DONE.get(request.query.get("done"), ""),
    )


def one(request: Request, ref: str, item: str) -> Response:
    seen, found, replies = following_up.one(parts(), partnership_id(request), ref, item)
    waits = next((r for r in replies.waiting if r.item == item), None)
    values = {
        "reply": waits.text if waits else "",
        "when": WITH_FEEDBACK if waits else "",
        "_version": str(replies.version),
    }
    return _one(request, seen, found, replies, values)


def reply(request: Request, ref: str, item: str) -> Response:
    typed = request.form
    values = typed.first()
    try:
        if typed.get("when") not in WHEN:
            raise Invalid({"when": "reply_when_needed"})
        following_up.reply(
            parts(),
            seat(request).member,
            ref,
            item,
            text=typed.get("reply"),
            at_once=typed.get("when") == AT_ONCE,
            version=whole_number(typed.get("_version")),
        )
    except Invalid as invalid:
        seen, found, replies = following_up.one(parts(), partnership_id(request), ref, item)
        return _one(request, seen, found, replies, values, status=400, errors=invalid.messages())
    except Refused as refused:
        seen, found, replies = following_up.one(parts(), partnership_id(request), ref, item)
        return _one(request, seen, found, replies, values, status=409, errors={"reply": refused.words})
    except Outdated:
        seen, found, replies = following_up.one(parts(), partnership_id(request), ref, item)
        values["_version"] = str(replies.version)
        return _one(request, seen, found, replies, values, status=409, outdated=True)
    return redirect("/staff/follow-up?done=replied")


def talk(request: Request, ref: str) -> Response:
    return _talk(request, ref, {})


def settle(request: Request, ref: str) -> Response:
    typed = request.form
    reached = {"yes": True, "no": False}.get(typed.get("reached"))
    if reached is None:
        return _talk(request, ref, typed.first(), status=400, errors={"reached": "Select whether you talked"})
    try:
        following_up.settle_talk(parts(), seat(request).member, ref, note=typed.get("note"), reached=reached)
    except Refused as refused:
        return _talk(request, ref, typed.first(), status=400, errors={"note": refused.words})
    return redirect(f"/staff/follow-up?done={'talked' if reached else 'tried'}")


def _one(
    request: Request, seen: Any, found: Any, replies: Any, values: dict[str, str], **more: Any
) -> Response:
    context = {
        "seen": seen,
        "item": found,
        "earlier": [r for r in replies.every if r.item == found.id],
        "when": WHEN,
        "values": values,
        "limit": REPLY_LIMIT,
        "outdated": False,
    }
    return page(request, "pages/staff/feedback/reply.html", **{**context, **more})


def _talk(request: Request, ref: str, values: dict[str, str], **more: Any) -> Response:
    return page(
        request,
        "pages/staff/feedback/talk.html",
        talk=following_up.talk_of(parts(), partnership_id(request), ref),
        values=values,
        limit=NOTE_LIMIT,
        **more,
    )
