"""One made-up question, to show in the spreadsheet what goes where; and how a file begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Data = Mapping[str, Any]


def beginning(base: Data, partnership_name: str, year: int) -> dict[str, Any]:
    """An overlay that has no question yet."""
    return {
        "base": f"{base['id']}@{base['version']}",
        "id": f"{base['id']}-plus",
        "version": f"{year}.1",
        "title": f"{base['title']}, with questions from {partnership_name}",
        "criteria": [],
    }


def example(base: Data) -> dict[str, Any]:
    """In the levels of this base's scale."""
    scale = base["scale"]
    grouped = {"heading": base["headings"][0]["number"]} if base["headings"] else {}
    rated = {"essential": False} if base["criteria"][0]["essential"] is not None else {}
    sentences = (
        "Nobody here has seen the neglect checklist",
        "Some of us know the checklist, but nothing says when to use it",
        "We use the checklist whenever a worry might be neglect, and keep it with the child’s record",
        f"As {scale[-2]['label']}, and in the last 12 months we looked at some we had filled in and changed "
        "something",
    )
    return {
        "id": "L08-01",
        "standard": 8,
        **grouped,
        **rated,
        "title": "Our area’s neglect checklist",
        "minutes": 3,
        "core": False,
        "voice_of_child": False,
        "wordings": {
            "general": {
                "question": "When a worry might be neglect, how do you use our area’s neglect checklist?",
                "why": "Neglect shows in small things over months, and a checklist puts them together",
                "think_about": [
                    "The last child whose clothes, food or sleep worried somebody",
                    "Who fills it in when the lead is away",
                ],
                "try_this": "Ask two colleagues where the checklist is, and when they last used it",
                "where_to_look": [
                    "A filled-in checklist, with the name taken out of view",
                    "The page of your policy that says when to use it",
                ],
                "do_not_attach": "A filled-in checklist. The number that you used this year is enough",
                "levels": dict(zip((level["id"] for level in scale), sentences, strict=False)),
                "first_step": "Print one, and talk it through at the next meeting",
            }
        },
    }
