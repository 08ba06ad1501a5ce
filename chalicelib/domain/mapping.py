"""What became of each question since an organisation last answered, to set its answers beside them.

Versions of a framework form a line, each naming the one that it follows. A question comes from those that it
names (`Criterion.was`) or else from its own id; "same" and "reworded" go by what this organisation read then
and reads now, so that a change of another sector's wording is none for it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from chalicelib.domain.framework import (
    GENERAL,
    Criterion,
    Framework,
    Profile,
    Scale,
    Wording,
    visible_criteria,
)


class Kind(StrEnum):
    """How a question of now stands to what was asked before."""

    SAME = "same"
    REWORDED = "reworded"
    SPLIT = "split"  # one of several that one question has become
    MERGED = "merged"  # made of several
    NEW = "new"


# Where the framework does not say why.
WHY: Mapping[str, str] = {
    "reworded": "We have changed the words of this question",
    "for_you": "The words have changed with what you told us about your organisation",
    "split": "One question has become several",
    "merged": "Several questions have become one",
    "new": "This question is new",
    "not_asked": "We did not ask you this last time",
    "retired": "We no longer ask this",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads a framework: it decides what is asked, and in which words."""

    sector: str
    profile: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, sector: str, profile: Profile) -> "Reader":
        return cls(sector, tuple(sorted(profile.items())))


@dataclass(frozen=True, slots=True)
class Mapped:
    """One question of now. `was` are the earlier ids that this organisation was asked, `why` sentences that
    say what changed (none for the same question), without their full stops.
    """

    criterion: str
    kind: Kind
    was: tuple[str, ...]
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retired:
    """A question that this organisation was asked then and is not asked now."""

    criterion: Criterion
    why: str


@dataclass(frozen=True, slots=True)
class Changes:
    """Between two times: every question of now by its id, and what is asked no more."""

    now: Mapping[str, Mapped]
    retired: tuple[Retired, ...]
    same_scale: bool


Line = tuple[Framework, ...]
"""From the framework of then to the framework of now; one and the same stands there once."""


def line_to(now: Framework, then: str, load: Callable[[str], Framework]) -> Line:
    """Every version from `then` to `now`. Where the line passes another version of the same family, `then`
    stands in its place; where none leads there at all, those two are all: see `_parents`.

    Raises KeyError when `then` is not published.
    """
    first, found = load(then), [now]
    while found[-1].key != then and found[-1].follows:
        before = found[-1].follows
        if before in {framework.key for framework in found}:
            break
        try:
            found.append(load(before))
        except KeyError:
            break
    if found[-1].key == then:
        return tuple(reversed(found))
    kin = (n for n, framework in enumerate(found) if _family(framework) == _family(first))
    return (first, *reversed(found[: max(next(kin, 1), 1)]))


@lru_cache(maxsize=256)  # asked several times for a page, of the same few organisations
def changes(line: Line, then: Reader, now: Reader) -> Changes:
    """What became of each question. Raises KeyError for a sector that the framework does not ask."""
    first, last = line[0], line[-1]
    asked_then = {c.id: c for c in visible_criteria(first, then.sector, dict(then.profile))}
    asked_now = visible_criteria(last, now.sector, dict(now.profile))
    past = _past(line, now)
    came = {c.id: tuple(i for i in past.origins[c.id] if i in asked_then) for c in asked_now}
    one_of = _counted(came.values())
    read_then, read_now = _read(first, then), _read(last, now)
    mapped = {}
    for criterion in asked_now:
        was = came[criterion.id]
        same = [_words(read_then(asked_then[i])) for i in was] == [_words(read_now(criterion))]
        kind = _kind(was, one_of, same)
        why = _why(kind, criterion, past, first is last)
        mapped[criterion.id] = Mapped(criterion.id, kind, was, why)
    gone = [c for c in asked_then.values() if c.id not in one_of]
    retired = tuple(Retired(c, _why_not(c, last, now, past)) for c in gone)
    return Changes(now=mapped, retired=retired, same_scale=_alike(first.scale, last.scale))


@dataclass(frozen=True, slots=True)
class _Past:
    """By the ids of now: the ids of then, and what was said of each change on the way. By the ids of then:
    why some are retired.
    """

    origins: Mapping[str, tuple[str, ...]]
    changed: Mapping[str, tuple[str, ...]]
    retired: Mapping[str, str]


def _past(line: Line, now: Reader) -> _Past:
    origins: dict[str, tuple[str, ...]] = {c.id: (c.id,) for c in line[0].criteria}
    changed: dict[str, tuple[str, ...]] = {}
    retired: dict[str, str] = {}
    for earlier, later in pairwise(line):
        step = {c.id: _parents(c, later, earlier) for c in later.criteria}
        for gone, why in later.retired.items():
            retired.update(dict.fromkeys(origins.get(gone, ()), why))
        said = _read(later, now)
        changed = {
            c.id: _joined([*(changed.get(p, ()) for p in step[c.id]), *_some(said(c).changed)])
            for c in later.criteria
        }
        origins = {c.id: _joined(origins.get(p, ()) for p in step[c.id]) for c in later.criteria}
    return _Past(origins, changed, retired)


def _parents(criterion: Criterion, later: Framework, earlier: Framework) -> tuple[str, ...]:
    """The questions of the version before that this one comes from. Within a family ids keep their meaning,
    so that it need not be the very version that this one names.
    """
    known = {c.id for c in earlier.criteria}
    if {earlier.id, _family(earlier)} & {later.id, _family(later), later.follows.partition("@")[0]}:
        return tuple(i for i in criterion.was or (criterion.id,) if i in known)
    theirs = [c.id for c in earlier.criteria if c.corresponds.get(_family(later)) == criterion.id]
    ours = criterion.corresponds.get(_family(earlier), "")
    return tuple(i for i in dict.fromkeys([ours, *theirs]) if i in known)


def _family(framework: Framework) -> str:
    """A partnership's own set belongs to the one that it adds to."""
    return framework.guide or framework.id


def _kind(was: tuple[str, ...], one_of: Mapping[str, int], same: bool) -> Kind:
    if not was:
        return Kind.NEW
    if len(was) > 1:
        return Kind.MERGED
    if same:
        return Kind.SAME
    return Kind.SPLIT if one_of[was[0]] > 1 else Kind.REWORDED


def _why(kind: Kind, criterion: Criterion, past: _Past, same_framework: bool) -> tuple[str, ...]:
    if kind is Kind.SAME:
        return ()
    if kind is Kind.NEW and past.origins[criterion.id]:
        return (WHY["not_asked"],)
    if same_framework:
        return (WHY["for_you"],)
    return past.changed.get(criterion.id) or (WHY[kind.value],)


def _why_not(criterion: Criterion, last: Framework, now: Reader, past: _Past) -> str:
    """Why a question of then is asked no more: everybody's reason, or else this organisation's own."""
    if criterion.id in past.retired:
        return past.retired[criterion.id]
    heirs = (c for c in last.criteria if criterion.id in past.origins[c.id])
    spared = (c.removed_because(now.sector, dict(now.profile)) for c in heirs)
    return next((because for because in spared if because), WHY["retired"])


def _read(framework: Framework, reader: Reader) -> Callable[[Criterion], Wording]:
    """How this reader reads a question; in general words where their sector was not asked on the way."""
    try:
        variant = framework.variant_for(reader.sector, dict(reader.profile))
    except KeyError:
        variant = GENERAL
    return lambda criterion: criterion.wording(variant)


def _words(wording: Wording) -> tuple[str, Mapping[str, str]]:
    """What makes a question the same question: what is asked, and what each level says."""
    return wording.question, dict(wording.levels)


def _some(text: str) -> list[tuple[str, ...]]:
    return [(text,)] if text else []


def _alike(one: Scale, other: Scale) -> bool:
    """Whether a level of one says what the same level of the other says: hints may differ."""

    def plain(scale: Scale) -> list[tuple[str, str, int, bool, bool]]:
        return [(x.id, x.label, x.order, x.meets_standard, x.needs_action) for x in scale.levels]

    return plain(one) == plain(other)


def _joined(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(member for group in groups for member in group))


def _counted(groups: Iterable[tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for group in groups:
        for member in group:
            found[member] = found.get(member, 0) + 1
    return found
