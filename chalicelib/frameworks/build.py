"""Checked plain data (from YAML or from compiled JSON) to the framework of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.framework import (
    Criterion,
    Duty,
    Framework,
    Instead,
    Level,
    NotAsked,
    ProfileQuestion,
    Ref,
    Scale,
    Sector,
    Standard,
    VariantRule,
    Wording,
)

Data = Mapping[str, Any]


def build(data: Data) -> Framework:
    """Trusts the data: it has been through the schema and the rules.

    What a partnership published is kept for good, so a key that is new here needs a default: only those of
    the first version of this module may be taken for granted (tests/unit/frameworks/own/test_stored.py).
    """
    return Framework(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        scale=Scale(tuple(Level(**level, order=n) for n, level in enumerate(data["scale"], start=1))),
        standards=tuple(Standard(**standard) for standard in data["standards"]),
        criteria=tuple(_criterion(criterion) for criterion in data["criteria"]),
        profile_questions=tuple(ProfileQuestion(**question) for question in data["profile_questions"]),
        sectors=tuple(Sector(**sector) for sector in data["sectors"]),
        duties=tuple(Duty(key=d["key"], text=d["text"], binds=tuple(d["binds"])) for d in data["duties"]),
        headings=tuple(Standard(**heading) for heading in data["headings"]),
        help_wanted=data["help_wanted"],
        variants=tuple(VariantRule(variant=r["variant"], when=_when(r)) for r in data["variants"]),
        instead=tuple(
            Instead(framework=rule["framework"], because=rule["because"], when=_when(rule))
            for rule in data["instead"]
        ),
        follows=data["follows"],
        retired={part["id"]: part["why"] for part in data["retired"]},
        base=data.get("base", ""),
        left_out=tuple(data.get("left_out", ())),
    )


def _criterion(data: Data) -> Criterion:
    return Criterion(
        id=data["id"],
        standard=data["standard"],
        title=data["title"],
        minutes=data["minutes"],
        core=data["core"],
        voice_of_child=data["voice_of_child"],
        duties=tuple(data["duties"]),
        refs=tuple(Ref(**ref) for ref in data["refs"]),
        corresponds=data["corresponds"],
        not_asked=tuple(
            NotAsked(because=rule["because"], sectors=tuple(rule["sectors"]), when=_when(rule))
            for rule in data["not_asked"]
        ),
        wordings={variant: _wording(wording) for variant, wording in data["wordings"].items()},
        heading=data["heading"],
        essential=data["essential"],
        was=tuple(data["was"]),
        own_of=data.get("own_of", ""),
    )


def _when(data: Data) -> Mapping[str, tuple[str, ...]]:
    return {question: tuple(answers) for question, answers in data["when"].items()}


def _wording(data: Data) -> Wording:
    return Wording(
        question=data["question"],
        why=data["why"],
        think_about=tuple(data["think_about"]),
        try_this=data["try_this"],
        where_to_look=tuple(data["where_to_look"]),
        do_not_attach=data["do_not_attach"],
        levels=data["levels"],
        first_step=data["first_step"],
        changed=data["changed"],
    )
