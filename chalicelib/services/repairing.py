"""Comparing what a cycle is told of each return with what was said, and putting right what differs."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

from chalicelib.domain.cycles import Header, header_of
from chalicelib.domain.returns import Return, ReturnStatus, asked, rating_order
from chalicelib.services.desk import again
from chalicelib.services.ports import Conflict, Parts, Whole


@dataclass(frozen=True, slots=True)
class Difference:
    """`fields` names what a header, or the return's own item, says otherwise than the answers and plans."""

    ref: str
    fields: tuple[str, ...]


def repair_cycle(parts: Parts, cycle_id: str, *, fix: bool) -> Iterator[Difference]:
    """Yields each return that differs; with `fix`, also writes what its answers and plans imply.

    People may go on saving meanwhile: a return that changes while it is compared is compared afresh.
    """
    for header in list(parts.returns.headers(cycle_id)):
        wrong = again(partial(_compared, parts, header, fix))
        if wrong:
            yield Difference(header.ref, wrong)


def _compared(parts: Parts, listed: Header, fix: bool) -> tuple[str, ...]:
    whole = parts.returns.whole(listed.ref)
    if whole is None:
        return ("return",)
    (header,) = (
        h
        for h in parts.returns.headers(listed.cycle_id, organisation_id=listed.organisation_id)
        if h.ref == listed.ref
    )
    body, total = _implied(parts, whole)
    right = header_of(body, header.cycle_id, total, header.mail_state)
    right = replace(right, moved_on=header.moved_on)  # the body does not know it
    in_header = {name: value for name, value in _values(right).items() if value != getattr(header, name)}
    in_body = {
        name: getattr(body, name)
        for name in ("ratings", "plans")
        if getattr(body, name) != getattr(whole.return_, name)
    }
    wrong = tuple(dict.fromkeys((*in_header, *in_body)))
    if wrong and fix:
        _write(parts, whole.return_, in_body, in_header)
    elif wrong:
        _refuse_unless_still(parts, whole.return_)
    return wrong


def _implied(parts: Parts, whole: Whole) -> tuple[Return, int]:
    """The return as its answers and plans make it, and how many questions it is asked."""
    framework = parts.framework(whole.return_.framework)
    criteria = {criterion.id for criterion in asked(framework, whole.return_)}
    ratings = {
        a.criterion: rating_order(framework, a.rating)
        for a in whole.answers
        if a.criterion in criteria and a.version > 0
    }
    plans = {plan.id: plan.criteria for plan in whole.plans}
    return replace(whole.return_, ratings=ratings, plans=plans), len(criteria)


def _values(header: Header) -> dict[str, Any]:
    return {field.name: getattr(header, field.name) for field in fields(header)}


def _write(parts: Parts, return_: Return, in_body: dict[str, Any], in_header: dict[str, Any]) -> None:
    set_, gone = (
        {name: value for name, value in in_header.items() if (value is None) is missing}
        for missing in (False, True)
    )
    parts.commit(
        parts.returns.changed(
            return_,
            in_body,
            remove=tuple(gone),  # what the header has of times, the return has not
            while_in=tuple(ReturnStatus),
            at_seq=return_.seq,
            header=set_,
        )
    )


def _refuse_unless_still(parts: Parts, return_: Return) -> None:
    """Raises Conflict when somebody saved while we compared: the difference may be only that."""
    now = parts.returns.get(return_.ref)
    if now is None or now.seq != return_.seq:
        raise Conflict("RETURN", now)
