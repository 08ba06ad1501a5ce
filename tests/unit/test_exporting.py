"""An export keeps to its documented schema, whatever state the returns are in."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from chalicelib.domain.cycles import Sharing
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sharing import Sight, what_partnership_sees
from chalicelib.services.answering import save_answer
from chalicelib.services.drafting import draft
from chalicelib.services.exporting import export_cycle
from chalicelib.services.own_questions import publish
from chalicelib.services.planning import save_plan
from chalicelib.services.profiling import save_profile
from tests.support import builders
from tests.support.answered import submitted_return
from tests.support.fakes import FakeParts
from tests.support.own_sets import PLUS, SCHOOL, published_overlay

SCHEMAS = Path(__file__).parents[2] / "docs/schemas"


def exported(parts: FakeParts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(export_cycle(parts, builders.cycle())))
    return found


def validate(export: dict[str, Any]) -> None:
    schemas = {name: json.loads((SCHEMAS / name).read_text()) for name in ("export-1.json", "return-1.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    Draft202012Validator(schemas["export-1.json"], registry=registry).validate(export)


def test_an_export_of_returns_in_every_state_keeps_to_the_schema() -> None:
    parts = FakeParts()
    for number, status in enumerate(ReturnStatus, start=1):
        builders.stored_return(parts, number, status=status)
    begun = builders.stored_return(parts, 9)
    token = builders.session(parts, begun)
    save_profile(parts, begun.ref, token, profile=builders.PROFILE, name="Lena Lead", job="DSL")
    save_answer(parts, begun.ref, token, "S01-01", rating="good", narrative="Minutes of May", version=0)

    export = exported(parts)

    validate(export)
    assert [r["status"] for r in export["returns"]][:5] == [status.value for status in ReturnStatus]
    said = [c for s in export["returns"][5]["current"]["standards"] for c in s["criteria"] if c["rating"]]
    assert [(c["id"], c["narrative"]) for c in said] == [("S01-01", "")]  # it has not been submitted
    assert "narrative" in export["returns"][5]["current"]["left_out"]


def test_what_was_submitted_is_exported_as_far_as_the_cycle_asks() -> None:
    for sharing, narrative in ((Sharing.EVERYTHING, "Our text about S01-01"), (Sharing.RATINGS, "")):
        parts = FakeParts()
        made = submitted_return(parts)
        parts.commit(parts.cycles.saved(builders.cycle(sharing=sharing)))
        export = exported(parts)
        validate(export)
        (current,) = (r["current"] for r in export["returns"] if r["status"] == "submitted")
        first = current["standards"][0]["criteria"][0]
        assert (first["id"], first["narrative"]) == ("S01-01", narrative)
        assert first["rating"]
        assert len(current["plan"]) == len(made.plans)
        assert ("Our text about" in json.dumps(export)) is bool(narrative)


def test_the_schema_notices_what_it_does_not_know() -> None:
    parts = FakeParts()
    builders.stored_return(parts)
    export = exported(parts)
    export["returns"][0]["current"]["surprise"] = True

    with pytest.raises(ValidationError):
        validate(export)


def test_own_questions_stand_in_their_partnerships_export_and_in_no_other() -> None:
    parts = FakeParts()
    parts.commit(parts.organisations.partnership_saved(builders.partnership()))
    publish(parts, "saltmarsh", published_overlay(), "s1")
    begun = builders.stored_return(parts, framework=PLUS, sector="school", profile=SCHOOL)
    token = builders.session(parts, begun)
    said = "The bus shelter is lit now"
    save_answer(parts, begun.ref, token, "L04-01", rating="inadequate", narrative=said, version=0)
    day = date(2027, 6, 1)
    own = ("L04-01",)
    save_plan(parts, begun.ref, token, "a2BC-DFG", criteria=own, what="Ask again", who="Lena", by_when=day)

    validate(exported(parts))
    whole = parts.returns.whole(begun.ref)
    assert whole is not None
    _, copy = draft(parts, parts.framework(PLUS), whole)
    assert copy["framework"]["base"] == "education@2026.1"
    ours = what_partnership_sees(copy, Sight(), submitted=True)
    assert said in json.dumps(ours)
    assert [line["what"] for line in ours["plan"]] == ["Ask again"]
    other = {**copy, "partnership": {"id": "elsewhere", "name": "Elsewhere"}}
    theirs = what_partnership_sees(other, Sight(), submitted=True)
    assert said not in json.dumps(theirs)
    assert theirs["plan"] == []
    assert not [c for s in theirs["standards"] for c in s["criteria"] if c["id"].startswith("L")]
    Draft202012Validator(json.loads((SCHEMAS / "return-1.json").read_text())).validate(theirs)
