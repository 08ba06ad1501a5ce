"""The fields of the form on which feedback is written, to and from a draft."""

from dataclasses import replace

from chalicelib.domain.errors import Invalid
from chalicelib.domain.feedback import MOST_STEPS, MOST_STRENGTHS, Content, Draft, Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.feedback_words import Situation
from chalicelib.handlers.forms import Form
from chalicelib.handlers.staff.frame import read_date
from chalicelib.services.feedback_writing import Writing

SITUATIONS = {
    Situation.OPENING: "to begin with",
    Situation.STRONG: "strong",
    Situation.MEETS: "in place",
    Situation.BELOW: "below the standard",
    Situation.HELP: "help is wanted",
    Situation.BARRIER: "something is in the way",
    Situation.UNCHANGED: "the same words as before",
}
PARTS = ("day", "month", "year")


def values_of(draft: Draft) -> dict[str, str]:
    """What the fields of the form hold."""
    content = draft.content
    values = {
        "depth": draft.depth.value,
        "read_by": content.read_by,
        "opening": content.opening,
        "next_what": content.next_what,
        "correction": draft.correction,
        "courses": " ".join(draft.chosen),
        "_version": str(draft.version),
    }
    for name, every in (("strength", content.strengths), ("step", content.steps)):
        for number, said in enumerate(every, 1):
            values |= {f"{name}-title-{number}": said.title, f"{name}-{number}": said.text}
    values |= {f"why-{changed.criterion}": changed.why for changed in content.changed}
    if content.next_on:
        values |= {f"next-{part}": str(getattr(content.next_on, part)) for part in PARTS}
    return values


def draft_of(writing: Writing, typed: Form) -> Draft:
    """What somebody typed. Raises Invalid for a date that is none."""
    values = typed.first()
    next_on = read_date(values, "next")
    if next_on is None and any(values.get(f"next-{part}") for part in PARTS):
        raise Invalid({"next": "date_not_real"})
    changed = tuple(
        replace(each, why=values.get(f"why-{each.criterion}", each.why)) for each in writing.proposed
    )
    content = Content(
        read_by=values.get("read_by", ""),
        opening=values.get("opening", ""),
        strengths=_said(values, "strength", MOST_STRENGTHS),
        steps=_said(values, "step", MOST_STEPS),
        changed=changed,
        next_on=next_on,
        next_what=values.get("next_what", ""),
    )
    known = {training.id for training in writing.words.training}
    return replace(
        writing.draft,
        depth=Depth.FULL if values.get("depth") == Depth.FULL.value else Depth.LIGHT,
        content=content,
        chosen=tuple(name for name in dict.fromkeys(typed.getlist("course")) if name in known),
        correction=values.get("correction", ""),
    )


def _said(values: dict[str, str], name: str, most: int) -> tuple[Said, ...]:
    return tuple(
        Said(title=values.get(f"{name}-title-{n}", ""), text=values.get(f"{name}-{n}", ""))
        for n in range(1, most + 1)
    )
