"""A framework of three questions, so that a return can be walked from end to end in a few steps."""

from chalicelib.domain.framework import (
    Criterion,
    Framework,
    Level,
    NotAsked,
    ProfileQuestion,
    Scale,
    Sector,
    Standard,
    Wording,
)
from tests.support.fakes import FakeParts

CORE, PLAIN, BUYING = "S01-01", "S01-02", "S02-01"
CRITERIA = (CORE, PLAIN, BUYING)
ABSENT, PRESENT = "absent", "present"


def _criterion(criterion_id: str, *not_asked: NotAsked) -> Criterion:
    wording = Wording(
        question=f"What about {criterion_id}?",
        why="It helps",
        think_about=(),
        try_this="",
        where_to_look=(),
        do_not_attach="",
        levels={ABSENT: "There is none", PRESENT: "There is one"},
        first_step="Make one",
    )
    return Criterion(
        id=criterion_id,
        standard=int(criterion_id[1:3]),
        title=f"Criterion {criterion_id}",
        minutes=3,
        core=criterion_id == CORE,
        voice_of_child=False,
        duties=(),
        refs=(),
        corresponds={},
        not_asked=not_asked,
        wordings={"general": wording},
    )


SMALL = Framework(
    id="small",
    version="1",
    title="A small framework",
    scale=Scale(
        (
            Level(id=ABSENT, label="Absent", order=1, meets_standard=False, needs_action=True),
            Level(id=PRESENT, label="Present", order=2, meets_standard=True, needs_action=False),
        )
    ),
    standards=(
        Standard(number=1, title="Things", short_title="Things"),
        Standard(number=2, title="Buying", short_title="Buying"),
    ),
    criteria=(
        _criterion(CORE),
        _criterion(PLAIN),
        _criterion(BUYING, NotAsked(because="You told us that you buy nothing", when={"buys": ("no",)})),
    ),
    profile_questions=(
        ProfileQuestion(id="buys", question="Do you buy?", hint="", answers={"yes": "Yes", "no": "No"}),
    ),
    sectors=(Sector(id="school", name="School", variant="general"),),
    duties=(),
)


class SmallParts(FakeParts):
    """Every framework is the small one."""

    def framework(self, key: str) -> Framework:
        return SMALL

    def frameworks(self) -> tuple[str, ...]:
        return (SMALL.key,)
