"""The question sets that a partnership may ask: ours, and its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.domain.framework import Framework, newest, owner_of
from chalicelib.domain.own_questions import Draft, OwnSet
from chalicelib.services.ports import Parts


@dataclass(frozen=True, slots=True)
class Shown:
    """One version in the list. `own` says when and by whom it was published, None for one of ours."""

    key: str
    title: str
    own: OwnSet | None
    cycles: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True)
class QuestionSets:
    """Everything that a partnership has to choose from, and what it is working on."""

    own: tuple[Shown, ...]
    drafts: tuple[Draft, ...]
    ours: tuple[Shown, ...]


def offered(parts: Parts, partnership_id: str) -> tuple[str, ...]:
    """The newest version of each set that this partnership may set up a cycle with."""
    own = [own_set.key for own_set in parts.own_sets.of_partnership(partnership_id)]
    return newest([*parts.frameworks(), *own])


def set_of(parts: Parts, partnership_id: str, key: str) -> Framework:
    """One that this partnership may see. Raises NotFound, also for another partnership's own."""
    if owner_of(key) not in ("", partnership_id):
        raise NotFound
    try:
        return parts.framework(key)
    except KeyError:
        raise NotFound from None


def base_of(parts: Parts, framework: Framework) -> Framework | None:
    """What a partnership's own questions were added to."""
    return parts.framework(framework.base) if framework.base else None


def refuse_framework(parts: Parts, partnership_id: str, key: str) -> Framework:
    """The framework. Raises Invalid for one that is not there, or that is another partnership's own."""
    try:
        return set_of(parts, partnership_id, key)
    except NotFound:
        raise Invalid({"framework": "framework_needed"}) from None


def question_sets(parts: Parts, partnership_id: str) -> QuestionSets:
    """What the list shows: own sets newest first, and of ours those that are offered or in use."""
    cycles = parts.cycles.of_partnership(partnership_id)
    published = parts.own_sets.of_partnership(partnership_id)
    used = {cycle.framework for cycle in cycles}
    ours = [key for key in parts.frameworks() if key in used or key in newest(parts.frameworks())]
    return QuestionSets(
        own=tuple(Shown(s.key, s.title, s, _using(cycles, s.key)) for s in reversed(published)),
        drafts=tuple(d for d in parts.own_sets.drafts(partnership_id) if not d.published),
        ours=tuple(Shown(key, parts.framework(key).title, None, _using(cycles, key)) for key in ours),
    )


def cycles_using(parts: Parts, partnership_id: str, key: str) -> tuple[Cycle, ...]:
    """Those of the partnership that ask this version."""
    return _using(parts.cycles.of_partnership(partnership_id), key)


def _using(cycles: Sequence[Cycle], key: str) -> tuple[Cycle, ...]:
    return tuple(cycle for cycle in cycles if cycle.framework == key)
