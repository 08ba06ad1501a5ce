"""The partnership's own list of themes, with which reviewers mark answers.

A theme's id stays when its words change, so that what was marked before keeps its mark; one that is no longer
used is retired, not deleted, for the same reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_THEMES = 40
LINE = 60

# What partnerships most often find; each edits its own list.
TO_BEGIN_WITH = {
    "training": "Evidence of training",
    "recruitment": "Safer recruitment",
    "online": "Online safety",
    "voice": "Children’s voice",
    "supervision": "Supervision",
    "policies": "Policies and reviews",
    "allegations": "Allegations and low-level concerns",
    "information": "Sharing information",
    "early_help": "Early help",
    "places": "Risks outside the home",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    id: str
    name: str
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """One partnership's. Before it has edited any, those to begin with."""

    themes: tuple[Theme, ...] = tuple(Theme(id=i, name=name) for i, name in TO_BEGIN_WITH.items())
    version: int = 0

    @property
    def in_use(self) -> dict[str, str]:
        """Id → name, in the list's order."""
        return {theme.id: theme.name for theme in self.themes if not theme.retired}

    @property
    def names(self) -> dict[str, str]:
        """Id → name, of retired ones too."""
        return {theme.id: theme.name for theme in self.themes}

    def edited(self, names: dict[str, str], added: Sequence[tuple[str, str]]) -> "Themes":
        """`names`: id → what it is called now, "" for one to retire. `added`: (id, name) of new ones.

        A new one with the name of one that is there brings that one back instead.
        """
        kept = [_renamed(theme, names.get(theme.id, "").strip()) for theme in self.themes]
        for new_id, name in added:
            known = next((i for i, theme in enumerate(kept) if _same(theme.name, name)), None)
            if known is None:
                kept.append(Theme(id=new_id, name=name))
            else:
                kept[known] = replace(kept[known], retired=False)
        return replace(self, themes=tuple(kept), version=self.version + 1)


def _renamed(theme: Theme, name: str) -> Theme:
    if not name:
        return replace(theme, retired=True)
    return replace(theme, name=name, retired=False)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
