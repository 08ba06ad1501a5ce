"""A framework: one immutable, versioned question set, and who is asked what in it.

Standards hold criteria; a criterion has one wording per variant and one sentence per level of the
scale. The scale is data: no code names a level. An organisation's sector and profile remove
criteria, each removal with its reason in the organisation's own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

NOT_APPLICABLE = "not_applicable"
"""The rating of a criterion that does not apply; never a level of any scale."""

DOES_NOT_APPLY = "Does not apply to us"
"""What people read and choose for it."""

GENERAL = "general"
"""The variant that every criterion is worded in."""

Profile = Mapping[str, str]
"""Profile question id -> answer id. A question that is not answered is not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One step of a scale. `order` counts from 1, the lowest."""

    id: str
    label: str
    order: int
    meets_standard: bool
    needs_action: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The levels of a framework, lowest first."""

    levels: tuple[Level, ...]

    def level(self, level_id: str) -> Level:
        """Raises KeyError for an id that is no level of this scale (`NOT_APPLICABLE` is none)."""
        return _only(self.levels, level_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """Where a criterion comes from, and the day somebody last checked that it still says so ("": not yet)."""

    doc: str
    part: str
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAsked:
    """A rule that removes a criterion. Sector and every listed question must match.

    `sectors` empty means any sector; `when` maps a profile question to the answers that match.
    """

    because: str
    sectors: tuple[str, ...] = ()
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    def matches(self, sector: str, profile: Profile) -> bool:
        if self.sectors and sector not in self.sectors:
            return False
        return _matches(self.when, profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What one variant says. `levels` maps the id of every level to its one sentence.

    `changed` tells somebody who answered the framework before this one why it reads differently now.
    """

    question: str
    why: str
    think_about: tuple[str, ...]
    try_this: str
    where_to_look: tuple[str, ...]
    do_not_attach: str
    levels: Mapping[str, str] = field(hash=False)
    first_step: str
    changed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One question. `corresponds` maps another framework's id to the criterion that asks the same there.

    `heading` is what its pages group it under, 0 where they group by standard. `essential` is None where the
    framework does not tell essential from good practice. `was` names what it comes from in the framework that
    this one follows, where that is not its own id. `own_of` is the id of the partnership whose own question
    it is, "" for ours.
    """

    id: str
    standard: int
    title: str
    minutes: int
    core: bool
    voice_of_child: bool
    duties: tuple[str, ...]
    refs: tuple[Ref, ...]
    corresponds: Mapping[str, str] = field(hash=False)
    not_asked: tuple[NotAsked, ...]
    wordings: Mapping[str, Wording] = field(hash=False)
    heading: int = 0
    essential: bool | None = None
    was: tuple[str, ...] = ()
    own_of: str = ""

    @property
    def section(self) -> int:
        """The number of the page that it is listed on: its heading's, or else its standard's."""
        return self.heading or self.standard

    def wording(self, variant: str) -> Wording:
        """The variant's own wording, or the general one where none is written."""
        return self.wordings.get(variant) or self.wordings[GENERAL]

    def removed_because(self, sector: str, profile: Profile) -> str | None:
        """Why this organisation is not asked, or None when it is."""
        return next((rule.because for rule in self.not_asked if rule.matches(sector, profile)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """One of the standards, or a heading that a framework groups its pages by."""

    number: int
    title: str
    short_title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileQuestion:
    """`answers` maps answer id to label, in the order to show them."""

    id: str
    question: str
    hint: str
    answers: Mapping[str, str] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """A legal duty. `binds` lists the sectors it falls on; empty means every sector."""

    key: str
    text: str
    binds: tuple[str, ...] = ()

    def applies_to(self, sector: str) -> bool:
        return not self.binds or sector in self.binds


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """`variant` is the wording that its organisations read, unless a profile answer chooses another."""

    id: str
    name: str
    variant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantRule:
    """Organisations that answer the profile like this read this wording, whatever their sector."""

    variant: str
    when: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """Organisations that answer the profile like this get another framework (its key), and why."""

    framework: str
    because: str
    when: Mapping[str, tuple[str, ...]] = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Framework:
    """One version of a question set. Once published it never changes.

    `headings` are what pages group questions by, where that is not the standards. `help_wanted` is the label
    of a box to tick under the levels, "" for none. `follows` is the key of the framework that the same
    organisations answered before; `retired` maps what is asked no more to why. `base` is the key of the one
    that a partnership's own questions were added to, "" for one that stands alone; `left_out` are those of
    the base that it leaves out, for some sectors or for all.
    """

    id: str
    version: str
    title: str
    scale: Scale
    standards: tuple[Standard, ...]
    criteria: tuple[Criterion, ...]
    profile_questions: tuple[ProfileQuestion, ...]
    sectors: tuple[Sector, ...]
    duties: tuple[Duty, ...]
    headings: tuple[Standard, ...] = ()
    help_wanted: str = ""
    variants: tuple[VariantRule, ...] = ()
    instead: tuple[Instead, ...] = ()
    follows: str = ""
    retired: Mapping[str, str] = field(default_factory=dict)
    base: str = ""
    left_out: tuple[str, ...] = ()

    def __hash__(self) -> int:
        """Of the key alone: hashing every word of a framework would take longer than anything it saves."""
        return hash(self.key)

    @property
    def key(self) -> str:
        """As in "section-11@2026.1": what a return is pinned to."""
        return f"{self.id}@{self.version}"

    @property
    def guide(self) -> str:
        """The id of the framework whose guide and worked example help here, "" for none."""
        return self.base.partition("@")[0] if owner_of(self.key) else self.id

    @property
    def added(self) -> tuple[Criterion, ...]:
        """The questions that a partnership added to the base: shown apart wherever areas are compared."""
        return tuple(c for c in self.criteria if self.is_added(c))

    def is_added(self, criterion: Criterion) -> bool:
        """Whether a partnership added it to the base."""
        return bool(self.base and criterion.own_of)

    @property
    def sections(self) -> tuple[Standard, ...]:
        """What pages group questions by: the headings, or else the standards."""
        return self.headings or self.standards

    @property
    def section_word(self) -> str:
        """What pages call a section."""
        return "Part" if self.headings else "Standard"

    def criterion(self, criterion_id: str) -> Criterion:
        """Raises KeyError when there is none."""
        return _only(self.criteria, criterion_id)

    def section(self, number: int) -> Standard:
        """Raises KeyError when there is none."""
        for section in self.sections:
            if section.number == number:
                return section
        raise KeyError(number)

    def variant_for(self, sector: str, profile: Profile) -> str:
        """The wording that an organisation reads. Raises KeyError for a sector that is not asked."""
        chosen = (rule.variant for rule in self.variants if _matches(rule.when, profile))
        return next(chosen, None) or self.sector(sector).variant

    def instead_for(self, profile: Profile) -> Instead | None:
        """The framework that an organisation with this profile gets in place of this one."""
        return next((rule for rule in self.instead if _matches(rule.when, profile)), None)

    def sector(self, sector_id: str) -> Sector:
        """Raises KeyError when there is none."""
        return _only(self.sectors, sector_id)

    def criteria_of(self, standard: int) -> tuple[Criterion, ...]:
        """Every criterion of a standard, whoever is asked it."""
        return tuple(c for c in self.criteria if c.standard == standard)


_Item = TypeVar("_Item", Level, Criterion, Sector)


def owner_of(key: str) -> str:
    """The partnership whose own framework this is, as in "saltmarsh.education-plus@2026.1"; "" for ours."""
    return key.partition("@")[0].rpartition(".")[0]


def name_of(key: str) -> str:
    """The key as its partnership writes it, without the partnership."""
    return key[len(owner_of(key)) + 1 :] if owner_of(key) else key


def newest(keys: Iterable[str]) -> tuple[str, ...]:
    """The newest version of each framework, in the order in which the frameworks first appear."""
    found: dict[str, str] = {}
    for key in keys:
        framework_id = key.partition("@")[0]
        found[framework_id] = max(found.get(framework_id, ""), key, key=_version)
    return tuple(found.values())


def _version(key: str) -> tuple[int, ...]:
    version = key.partition("@")[2]
    return tuple(int(part) for part in version.split(".")) if version else ()


def visible_criteria(framework: Framework, sector: str, profile: Profile) -> tuple[Criterion, ...]:
    """What an organisation is asked, in order. An unanswered profile question removes nothing."""
    return _visible(framework, sector, tuple(sorted(profile.items())))


@lru_cache(maxsize=256)  # asked several times for every page, of the same few organisations
def _visible(
    framework: Framework, sector: str, profile: tuple[tuple[str, str], ...]
) -> tuple[Criterion, ...]:
    answers = dict(profile)
    return tuple(c for c in framework.criteria if c.removed_because(sector, answers) is None)


def removed_criteria(
    framework: Framework, sector: str, profile: Profile
) -> tuple[tuple[Criterion, str], ...]:
    """What an organisation is not asked, each with the first reason that matches."""
    found = ((c, c.removed_because(sector, profile)) for c in framework.criteria)
    return tuple((criterion, because) for criterion, because in found if because is not None)


def minutes(criteria: Iterable[Criterion]) -> int:
    """The estimate for answering these, in minutes."""
    return sum(c.minutes for c in criteria)


def _matches(when: Mapping[str, tuple[str, ...]], profile: Profile) -> bool:
    return all(profile.get(question) in answers for question, answers in when.items())


def _only(items: tuple[_Item, ...], item_id: str) -> _Item:
    for item in items:
        if item.id == item_id:
            return item
    raise KeyError(item_id)
