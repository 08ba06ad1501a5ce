"""Wordings that lean on the general one: filled in once, and told apart again when problems are listed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import GENERAL
from chalicelib.frameworks.problems import Problem

Wording = dict[str, Any]


def incomplete(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What the general wordings leave out: nothing else can stand in for them."""
    for n, criterion in enumerate(data["criteria"]):
        for key, text in criterion["wordings"].get(GENERAL, {}).items():
            if text is None:
                spot = ("criteria", n, "wordings", GENERAL, key)
                yield Problem(spot, f"the key {key!r} is missing", here="fill this in")


def filled(data: dict[str, Any]) -> dict[str, Any]:
    """The data with what a wording leaves out taken from the general one."""
    for criterion in data["criteria"]:
        general = criterion["wordings"].get(GENERAL, {})
        criterion["wordings"] = {
            variant: {key: general.get(key) if text is None else text for key, text in wording.items()}
            for variant, wording in criterion["wordings"].items()
        }
    return data


def own(criterion: Mapping[str, Any]) -> Iterator[tuple[str, Wording]]:
    """Each variant with what it says itself: what it takes over is wrong, if it is, in one place."""
    general = criterion["wordings"].get(GENERAL, {})
    for variant, wording in criterion["wordings"].items():
        yield (
            variant,
            {k: text for k, text in wording.items() if variant == GENERAL or text is not general.get(k)},
        )
