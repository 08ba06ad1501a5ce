"""Feedback as the tests meet it: sensible values, and a return that is in."""

from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.domain.feedback import Changed, Content, Course, Draft, Feedback, Replied, Said
from chalicelib.domain.feedback_marks import Depth
from chalicelib.domain.sector_figures import BesideOthers, OwnRow
from tests.support.fakes import MONDAY

OTHERS = BesideOthers(
    group="Schools",
    sector_names=("Schools and colleges",),
    returned=24,
    rows=(
        OwnRow(number=1, title="Senior leaders", meets=True, words="17", percent="71%"),
        OwnRow(
            number=2, title="Staff responsibilities", meets=False, words="3 or fewer", percent="up to 13%"
        ),
    ),
)
CONTENT = Content(
    read_by="Priya Shah, reviewer",
    opening="Thank you for the care that you took.",
    strengths=(
        Said(title="Leaders who ask", text="Your governors ask about it each term."),
        Said(title="Careful recruitment", text="Every reference was checked."),
    ),
    steps=(Said(title="Listening to children", text="Begin small: ask five children."),),
    changed=(
        Changed(
            criterion="S01-01",
            title="A leader for safeguarding",
            yours="Outstanding",
            ours="Good",
            why="We found no test in the last year.",
        ),
    ),
    replies=(
        Replied(
            item="bAAA-AA2",
            about="No place on the course until June",
            text="There is one in May. We have kept two places for you.",
            by="Corin Coordinator",
            at=MONDAY,
        ),
    ),
    courses=(
        Course(title="Safer recruitment", details="6 May, online", link="https://training.example.org"),
    ),
    next_on=date(2027, 9, 1),
    next_what="We ask how your actions go",
    others=OTHERS,
)


def draft(**changes: Any) -> Draft:
    values: dict[str, Any] = {
        "ref": "K7P-223",
        "partnership_id": "saltmarsh",
        "depth": Depth.FULL,
        "about": 1,
        "content": replace(CONTENT, replies=(), courses=(), others=BesideOthers()),
        "version": 1,
        "saved_at": MONDAY,
        "saved_by": "s-reviewer",
        "saved_as": "Sam Reviewer",
    }
    return Draft(**{**values, **changes})


def feedback(**changes: Any) -> Feedback:
    values: dict[str, Any] = {
        "ref": "K7P-223",
        "partnership_id": "saltmarsh",
        "number": 1,
        "depth": Depth.FULL,
        "about": 1,
        "submitted_at": MONDAY,
        "organisation_name": "Organisation 1",
        "partnership_name": "Saltmarsh Safeguarding Children Partnership",
        "cycle_name": "Safeguarding self-assessment 2027",
        "help_name": "Corin Coordinator",
        "help_phone": "01632 960001",
        "content": CONTENT,
        "sent_at": MONDAY,
        "sent_by": "s-reviewer",
    }
    return Feedback(**{**values, **changes})
