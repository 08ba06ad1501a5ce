"""Versions of a tiny framework, to be compared: a test says only which questions differ, and how."""

from dataclasses import replace
from typing import Any

from chalicelib.domain.framework import Criterion, Framework, Level, NotAsked, Scale, VariantRule
from tests.support.small import ABSENT, PRESENT, SMALL, SmallParts

BUYERS = (NotAsked(because="You told us that you buy nothing", when={"buys": ("no",)}),)


def question(criterion_id: str, text: str = "", **changes: Any) -> Criterion:
    """Reads "What about S01-01?" unless `text` says otherwise; `alone` is what a sole practitioner reads,
    `present` the sentence of the higher level, `changed` why it reads differently now.
    """
    alone, present, changed = (changes.pop(name, "") for name in ("alone", "present", "changed"))
    changed_alone = changes.pop("changed_alone", "")
    made = SMALL.criteria[1]
    general = made.wordings["general"]
    levels = {**general.levels, **({PRESENT: present} if present else {})}
    text = text or f"What about {criterion_id}?"
    general = replace(general, question=text, levels=levels, changed=changed)
    wordings = {"general": general}
    if alone:
        wordings["alone"] = replace(general, question=alone, changed=changed_alone)
    values = {"id": criterion_id, "standard": int(criterion_id[1:3]), "title": f"Criterion {criterion_id}"}
    return replace(made, wordings=wordings, **{**values, **changes})


def version(number: str, *criteria: Criterion, name: str = "small", **changes: Any) -> Framework:
    """Who buys alone reads the wording "alone", where a question has one."""
    rules = (VariantRule(variant="alone", when={"buys": ("alone",)}),)
    values = {"id": name, "version": number, "criteria": criteria, "variants": rules}
    return replace(SMALL, **{**values, **changes})


def scale(*labels: str) -> Scale:
    """Two levels with the ids of the small framework's, under other names."""
    ids = (ABSENT, PRESENT)
    return Scale(
        tuple(
            Level(id=i, label=label, order=n, meets_standard=n > 1, needs_action=n == 1)
            for n, (i, label) in enumerate(zip(ids, labels, strict=True), start=1)
        )
    )


class Shelf(SmallParts):
    """Only these frameworks are published."""

    published: tuple[Framework, ...] = (SMALL,)

    def framework(self, key: str) -> Framework:
        return {framework.key: framework for framework in self.published}[key]

    def frameworks(self) -> tuple[str, ...]:
        return tuple(framework.key for framework in self.published)
