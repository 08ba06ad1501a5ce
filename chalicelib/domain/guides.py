"""What helps somebody who has just been asked: a one-minute guide, and a return worked out in full."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chalicelib.domain.cycles import Cycle
from chalicelib.domain.evidence import Evidence, EvidenceKind
from chalicelib.domain.framework import Framework
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import Answer, Audience, Plan, PlanKind, Return
from chalicelib.domain.snapshots import snapshot


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a guide: `kind` is "heading", "paragraph" or "list", whose lines are its items."""

    kind: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """The guide and the example of one framework. `example` has the shape of frameworks/examples.py."""

    framework: str
    blocks: tuple[Block, ...]
    example: Mapping[str, Any]


def example_as_copy(framework: Framework, example: Mapping[str, Any]) -> dict[str, Any]:
    """The example as a submitted copy would show it (domain/snapshots.py)."""
    return_ = Return(
        ref="",
        organisation_id="",
        organisation_name=example["organisation"],
        sector=example["sector"],
        framework=framework.key,
        audiences=(Audience(partnership_id="", cycle_id=""),),
        profile=example["profile"],
        anything_else=_told(example.get("anything_else", {})),
    )
    return snapshot(
        framework,
        return_,
        [_answer(criterion, said) for criterion, said in example["answers"].items()],
        _plans(example["plan"]),
        [_evidence(key, item) for key, item in example["evidence"].items()],
        _NOBODY,
        _NEVER,
    )


_NOBODY = Partnership(
    id="", name="", help_name="", help_phone="", help_email="", child_at_risk_phone="", sender_email=""
)
_NEVER = Cycle(
    id="",
    partnership_id="",
    name="",
    framework="",
    sectors=(),
    opens_on=date.min,
    due_on=date.min,
    closes_on=date.min,
)


def _answer(criterion: str, said: Mapping[str, Any]) -> Answer:
    return Answer(
        criterion=criterion,
        rating=said["rating"],
        narrative=said.get("narrative", ""),
        reason=said.get("reason", ""),
        help_wanted=said.get("help_wanted", False),
        evidence=frozenset(said.get("evidence", ())),
    )


def _plans(lines: Sequence[Mapping[str, Any]]) -> list[Plan]:
    return [
        Plan(
            id=f"{line['kind'][0]}{number:03}",
            kind=PlanKind(line["kind"]),
            criteria=tuple(line["criteria"]),
            what=line["what"],
            who=line.get("who", ""),
            by_when=date.fromisoformat(line["by_when"]) if line.get("by_when") else None,
            how_known=line.get("how_known", ""),
        )
        for number, line in enumerate(lines)
    ]


def _evidence(key: str, item: Mapping[str, str]) -> Evidence:
    return Evidence(
        id=key,
        organisation_id="",
        kind=EvidenceKind.LOCATION,
        title=item["title"],
        where=item.get("where", ""),
    )


def _told(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(text) for name, text in said.items()}
