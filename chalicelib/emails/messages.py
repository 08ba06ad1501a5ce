"""One function a message: what it needs to know, and how that is said. The words are in templates/emails."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from chalicelib.emails.templates import render
from chalicelib.emails.wording import about, name, quote
from chalicelib.services.ports import Letter

Composed = tuple[str, str, str]
"""Subject, text body and HTML body."""


def compose(message: str, facts: Mapping[str, Any]) -> Composed:
    """Keeps `services.ports.Composer`: the facts are the parameters of the message's function."""
    return MESSAGES[message](**facts)


def heads_up(
    letter: Letter, *, organisation: str, minutes: int, opens_on: date, due_on: date, everything: bool = True
) -> Composed:
    """A cycle opens soon. No link: there is nothing to do yet. `everything` says what we will read."""
    return _composed(
        "heads_up",
        letter,
        organisation=organisation,
        time=about(minutes),
        opens_on=opens_on,
        due_on=due_on,
        everything=everything,
    )


def invitation(letter: Letter, *, organisation: str, minutes: int, due_on: date) -> Composed:
    """It is open."""
    return _composed("invitation", letter, organisation=organisation, time=about(minutes), due_on=due_on)


def reminder_not_opened(letter: Letter, *, organisation: str, minutes: int, due_on: date) -> Composed:
    """Nobody has opened it: perhaps it went to the wrong person."""
    return _composed(
        "reminder_not_opened", letter, organisation=organisation, time=about(minutes), due_on=due_on
    )


def reminder_started(
    letter: Letter,
    *,
    organisation: str,
    done: int,
    total: int,
    minutes: int,
    next_standard: str,
    due_on: date,
) -> Composed:
    """How far they are, in standards; `next_standard` is "" when every question has its answer."""
    return _composed(
        "reminder_started",
        letter,
        organisation=organisation,
        done=done,
        total=total,
        time=about(minutes),
        next_standard=next_standard,
        due_on=due_on,
    )


def reminder_nearly_due(
    letter: Letter, *, organisation: str, minutes: int, next_standard: str, due_on: date, until: date | None
) -> Composed:
    """`until` is the latest day that anybody can have for the asking; None when there is none."""
    return _composed(
        "reminder_nearly_due",
        letter,
        organisation=organisation,
        time=about(minutes),
        next_standard=next_standard,
        due_on=due_on,
        until=until,
    )


def reminder_just_past(
    letter: Letter,
    *,
    organisation: str,
    minutes: int,
    next_standard: str,
    due_on: date,
    until: date | None,
    asked_next: str = "",
    asked_from: date | None = None,
) -> Composed:
    """No blame: finish, more time, or something is in the way. `asked_next` is whom we ask to help them, from
    `asked_from` on; "" for nobody.
    """
    return _composed(
        "reminder_just_past",
        letter,
        organisation=organisation,
        time=about(minutes),
        next_standard=next_standard,
        due_on=due_on,
        until=until,
        asked_next=asked_next,
        asked_from=asked_from,
    )


def several(letter: Letter, *, returns: Sequence[Mapping[str, Any]]) -> Composed:
    """To somebody who leads several organisations, in place of a reminder for each. Every one has
    `organisation`, `due_on`, `past`, `minutes`, `begun` and its own `link`.
    """
    lines = tuple(
        {**each, "organisation": name(each["organisation"]), "time": about(each["minutes"])}
        for each in returns
    )
    return _composed("several", letter, returns=lines)


def offer_to_talk(letter: Letter, *, organisation: str, minutes: int, due_on: date) -> Composed:
    """To the lead of a voluntary or community group: the last that it hears from us by itself."""
    return _composed("offer_to_talk", letter, organisation=organisation, time=about(minutes), due_on=due_on)


def approvers_help(letter: Letter, *, organisation: str, lead: str, due_on: date) -> Composed:
    """To the approver, with a copy to the lead, who was told before."""
    return _composed("approvers_help", letter, organisation=organisation, lead=lead, due_on=due_on)


def chair(
    letter: Letter,
    *,
    organisation: str,
    lead: str,
    invited_on: date,
    due_on: date,
    wrote_on: tuple[date, ...],
    rang_on: date | None,
) -> Composed:
    """To the chair, or to whoever leads the trust: facts and dates, no adjectives."""
    return _composed(
        "chair",
        letter,
        organisation=organisation,
        lead=lead,
        invited_on=invited_on,
        due_on=due_on,
        wrote_on=wrote_on,
        rang_on=rang_on,
    )


def approval(letter: Letter, *, organisation: str, lead: str, again: bool, due_on: date) -> Composed:
    """To the approver; `lead` is who prepared it, `again` when an earlier version is in."""
    return _composed("approval", letter, organisation=organisation, lead=lead, again=again, due_on=due_on)


def approval_reminder(
    letter: Letter, *, organisation: str, lead: str, own: bool, again: bool, asked_on: date, due_on: date
) -> Composed:
    """It still waits for the approver; `own` when they prepared it too, `again` as above."""
    return _composed(
        "approval_reminder",
        letter,
        organisation=organisation,
        lead=lead,
        own=own,
        again=again,
        asked_on=asked_on,
        due_on=due_on,
    )


def receipt(
    letter: Letter,
    *,
    organisation: str,
    approver: str,
    to_approver: bool,
    own: bool,
    again: bool,
    closes_on: date,
) -> Composed:
    """It is in; `own` for whoever prepared and approved it, `again` when an earlier version was in before."""
    return _composed(
        "receipt",
        letter,
        organisation=organisation,
        approver=approver,
        to_approver=to_approver,
        own=own,
        again=again,
        closes_on=closes_on,
    )


def sent_back(letter: Letter, *, organisation: str, approver: str, not_me: bool, due_on: date) -> Composed:
    """To the lead: changes are asked for, or somebody else must approve. The note itself stays inside."""
    return _composed(
        "sent_back", letter, organisation=organisation, approver=approver, not_me=not_me, due_on=due_on
    )


def question(
    letter: Letter, *, organisation: str, approver: str, asked_by: str, titles: tuple[str, ...], due_on: date
) -> Composed:
    """To the lead: which answers a reviewer asks about. The question itself stays inside."""
    return _composed(
        "question",
        letter,
        organisation=organisation,
        approver=approver,
        asked_by=asked_by,
        titles=titles,
        due_on=due_on,
    )


def feedback(
    letter: Letter, *, organisation: str, read_by: str, automatic: bool, again: bool, strength: str
) -> Composed:
    """It is ready: who read it ("" for nobody) and one strength. `again` when it corrects an earlier one."""
    return _composed(
        "feedback",
        letter,
        organisation=organisation,
        read_by=read_by,
        automatic=automatic,
        again=again,
        quotes={"strength": strength},
    )


def barrier_reply(letter: Letter, *, organisation: str) -> Composed:
    """To the lead: we have replied to something that is in their way. The reply itself stays inside."""
    return _composed("barrier_reply", letter, organisation=organisation)


def contributor(
    letter: Letter, *, organisation: str, lead: str, titles: list[str], minutes: int, due_on: date
) -> Composed:
    """To a colleague who answers some of the standards: which, about how long, by when."""
    return _composed(
        "contributor",
        letter,
        organisation=organisation,
        lead=lead,
        titles=titles,
        time=about(minutes),
        due_on=due_on,
    )


def reader(letter: Letter, *, organisation: str, lead: str, submitted: bool) -> Composed:
    """To a governor or trustee, who reads it all and comments."""
    return _composed("reader", letter, organisation=organisation, lead=lead, submitted=submitted)


def successor(letter: Letter, *, organisation: str, before: str, submitted: bool, due_on: date) -> Composed:
    """To the new lead; `before` is who handed over."""
    return _composed(
        "successor", letter, organisation=organisation, before=before, submitted=submitted, due_on=due_on
    )


def part_finished(
    letter: Letter,
    *,
    organisation: str,
    colleague: str,
    is_reader: bool,
    answered: int,
    total: int,
    comments: int,
) -> Composed:
    """To the lead: somebody has done their part."""
    return _composed(
        "part_finished",
        letter,
        organisation=organisation,
        colleague=colleague,
        is_reader=is_reader,
        answered=answered,
        total=total,
        comments=comments,
    )


def code(letter: Letter, *, organisation: str, digits: str, until: datetime) -> Composed:
    """Six digits, without which a link opens nothing in some cycles."""
    return _composed("code", letter, organisation=organisation, digits=digits, until=until)


def new_link(letter: Letter, *, organisation: str) -> Composed:
    """The way back in."""
    return _composed("new_link", letter, organisation=organisation)


def circular(letter: Letter, *, organisation: str, heading: list[str], said: list[str], by: str) -> Composed:
    """What staff wrote to several organisations, in their own words: `heading` is its subject."""
    return _composed("circular", letter, organisation=organisation, heading=heading, said=said, by=by)


def staff_sign_in(letter: Letter, *, expires_at: datetime) -> Composed:
    """Works once, and not for long."""
    return _composed("staff_sign_in", letter, expires_at=expires_at)


MESSAGES: Mapping[str, Callable[..., Composed]] = {
    message.__name__: message
    for message in (
        heads_up,
        invitation,
        reminder_not_opened,
        reminder_started,
        reminder_nearly_due,
        reminder_just_past,
        several,
        offer_to_talk,
        approvers_help,
        chair,
        approval,
        approval_reminder,
        receipt,
        sent_back,
        question,
        feedback,
        barrier_reply,
        contributor,
        reader,
        successor,
        part_finished,
        code,
        new_link,
        circular,
        staff_sign_in,
    )
}


def _composed(
    message: str, letter: Letter, *, quotes: Mapping[str, str] | None = None, **facts: Any
) -> Composed:
    """Every text among the facts is a name that somebody typed, or a title of ours that reads the same.
    `quotes` are sentences of theirs.
    """
    address = urlsplit(letter.public_url)
    said = {fact: _safe(value) for fact, value in facts.items()}
    said |= {fact: quote(text) for fact, text in (quotes or {}).items()}
    said |= {
        "name": name(letter.name),
        "partnership": letter.partnership,
        "reference": letter.reference,
        "code": letter.code,
        "link": letter.link,
        "address": f"{address.netloc}{address.path}",
    }
    subject = render(f"{message}/subject.txt", **said).strip()
    text = render(f"{message}/body.txt", **said)
    return subject, text, render(f"{message}/body.html", subject=subject, **said)


def _safe(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_safe(each) for each in value)
    return name(value) if isinstance(value, str) else value
