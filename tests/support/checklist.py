"""A checklist with headings and a box to ask for help; whoever buys answers the small framework instead."""

from dataclasses import replace

from chalicelib.domain.framework import Framework, Instead, Standard
from tests.support.fakes import FakeParts
from tests.support.small import SMALL

CHECKLIST = replace(
    SMALL,
    id="checklist",
    title="A checklist",
    criteria=tuple(
        replace(c, heading=1, essential=c.core, not_asked=()) for c in SMALL.criteria if c.standard == 1
    ),
    headings=(Standard(number=1, title="All of it", short_title="All of it"),),
    help_wanted="We would like help with this",
    profile_questions=(
        *SMALL.profile_questions,
        replace(SMALL.profile_questions[0], id="alone", question="Are you alone?"),
    ),
    instead=(Instead(framework=SMALL.key, because="You told us that you buy", when={"buys": ("yes",)}),),
)


class ChecklistParts(FakeParts):
    """Asks the checklist, whose organisations may be given the small framework in its place."""

    def framework(self, key: str) -> Framework:
        return {CHECKLIST.key: CHECKLIST, SMALL.key: SMALL}[key]

    def frameworks(self) -> tuple[str, ...]:
        return (SMALL.key, CHECKLIST.key)
