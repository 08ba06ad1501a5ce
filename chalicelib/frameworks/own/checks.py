"""A file of a partnership's own questions: from bytes to a checked question set, or everything that is wrong.

An overlay names its base and adds questions to it; a file without a base is a whole set like ours. YAML and
spreadsheets differ only in how they are read: the same rules look at the same data.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from chalicelib.domain.framework import Framework
from chalicelib.domain.own_questions import CheckedQuestions, Fault, QuestionsRefused
from chalicelib.frameworks.build import build
from chalicelib.frameworks.lint import check_words
from chalicelib.frameworks.own import rules
from chalicelib.frameworks.own.burden import check_burden, check_size
from chalicelib.frameworks.own.files import Read, read
from chalicelib.frameworks.own.merge import merged
from chalicelib.frameworks.own.shape import OverlayPart
from chalicelib.frameworks.problems import Problem, Spot, nearest
from chalicelib.frameworks.reach import check_caps, check_duties
from chalicelib.frameworks.references import check_references
from chalicelib.frameworks.registry import available, framework_data, load_framework
from chalicelib.frameworks.schema import validate
from chalicelib.services.ports import Documents

Data = Mapping[str, Any]
Load = Callable[[str], Framework]
"""Gives a published framework by its key; raises KeyError."""
STORED = 1
"""The version of what is kept in the bucket."""


def check(content: bytes, partnership_id: str, load: Load, documents: Documents) -> CheckedQuestions:
    """Raises QuestionsRefused with everything wrong at the first stage that finds something: the file itself,
    its shape, its ids, then words and burden together.
    """
    found = read(content, documents)
    if isinstance(found.data, dict) and "base" in found.data:
        return _overlay(found, partnership_id, load)
    return _whole(found, partnership_id, load)


def _overlay(found: Read, partnership_id: str, load: Load) -> CheckedQuestions:
    overlay, problems = validate(found.data, OverlayPart)
    _refuse(found, problems)
    _refuse(found, [*rules.check_texts(overlay), *_name(overlay), *_base(overlay)])
    base = framework_data(overlay["base"])
    before = _before(found, overlay, partnership_id, load)
    data = merged(base, overlay, partnership_id, before.base if before else "")
    _refuse(
        found,
        [
            *_ids(overlay, data),
            *rules.check_left_out(overlay, base),
            *rules.check_sectors(overlay, base),
            *rules.check_past(overlay, before),
        ],
    )
    framework = build(data)
    # The words of the base are ours, and have been looked at.
    own = {**overlay, "scale": base["scale"], "standards": [], "headings": [], "instead": []}
    _refuse(
        found,
        [
            *check_words(own),
            *check_burden(framework, base),
            *rules.check_duties_kept(overlay, base, framework),
        ],
    )
    return _checked(framework, load_framework(overlay["base"]), data, found)


def _whole(found: Read, partnership_id: str, load: Load) -> CheckedQuestions:
    data, problems = validate(found.data)
    _refuse(found, problems)
    _refuse(found, [*rules.check_texts(data), *_name(data), *check_size(data)])
    _refuse(found, [*check_references(data), *_named_elsewhere(data, partnership_id, load)])
    data = _owned(data, partnership_id)
    framework = build(data)
    _refuse(
        found,
        [
            *check_words(data),
            *check_caps(data, framework),
            *check_duties(framework),
            *check_burden(framework, data),
        ],
    )
    return _checked(framework, None, data, found)


def _checked(framework: Framework, base: Framework | None, data: Data, found: Read) -> CheckedQuestions:
    stored = {"stored": STORED, "framework": data, "source": found.data}
    content = json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()
    return CheckedQuestions(
        framework=framework,
        base=base,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        source=found.data,
    )


def _refuse(found: Read, problems: Iterable[Problem]) -> None:
    faults = []
    for problem in problems:
        place = nearest(found.places, problem.spot, found.top)
        named = found.names_fields and problem.spot in found.places
        faults.append(Fault(place, problem.here if named and problem.here else problem.reason))
    if faults:
        raise QuestionsRefused(dict.fromkeys(faults))


def _name(data: Data) -> Iterator[Problem]:
    ours = {key.partition("@")[0] for key in available()}
    if data["id"] in ours:
        yield Problem(("id",), f"{data['id']!r} is the name of one of our sets: choose another")


def _base(overlay: Data) -> Iterator[Problem]:
    if overlay["base"] not in available():
        known = ", ".join(available())
        yield Problem(("base",), f"there is no set {overlay['base']!r}. The sets are: {known}")


def _before(found: Read, overlay: Data, partnership_id: str, load: Load) -> Framework | None:
    """The own set that this one follows. Its base is that of this one, or the one before that."""
    if not overlay["follows"]:
        return None
    spot = ("follows",)
    try:
        before = load(f"{partnership_id}.{overlay['follows']}")
    except KeyError:
        _refuse(found, [Problem(spot, f"you have published no set {overlay['follows']!r}")])
        raise
    if not before.base or before.base not in (overlay["base"], load_framework(overlay["base"]).follows):
        words = f"{overlay['follows']} is built on {before.base or 'no set of ours'}"
        _refuse(found, [Problem(spot, f"{words}, which {overlay['base']} does not come after")])
    return before


def _ids(overlay: Data, data: Data) -> Iterator[Problem]:
    """What the references find wrong with the own questions, told by where they stand in the file."""
    positions = {id_: n for n, id_ in enumerate(c["id"] for c in data["criteria"])}
    seen: set[str] = set()
    for n, criterion in enumerate(overlay["criteria"]):
        if criterion["id"] in seen:
            yield Problem(("criteria", n, "id"), f"{criterion['id']} is there already")
        seen.add(criterion["id"])
    if len(seen) < len(overlay["criteria"]):
        return
    place_of = {positions[c["id"]]: n for n, c in enumerate(overlay["criteria"])}
    for problem in check_references(data):
        kind, *rest = problem.spot
        if kind == "criteria" and rest[0] in place_of:
            yield Problem(("criteria", place_of[rest[0]], *rest[1:]), problem.reason, problem.here)


def _named_elsewhere(data: Data, partnership_id: str, load: Load) -> Iterator[Problem]:
    """Sectors are ours, so that organisations can be in them; other sets are ours or this partnership's."""
    known = {s.id for key in available() for s in load_framework(key).sectors}
    for n, sector in enumerate(data["sectors"]):
        if sector["id"] not in known:
            words = f"there is no sector {sector['id']!r}: {', '.join(sorted(known))}"
            yield Problem(("sectors", n, "id"), words)
    named: list[tuple[Spot, str]] = [(("follows",), data["follows"])] if data["follows"] else []
    named += [(("instead", n, "framework"), rule["framework"]) for n, rule in enumerate(data["instead"])]
    for spot, key in named:
        try:
            load(_full(key, partnership_id))
        except KeyError:
            yield Problem(spot, f"there is no set {key!r} of ours or yours")


def _full(key: str, partnership_id: str) -> str:
    """A key as files give it, without the partnership: no own set is called like one of ours."""
    return key if not key or key in available() else f"{partnership_id}.{key}"


def _owned(data: Data, partnership_id: str) -> dict[str, Any]:
    instead = [{**rule, "framework": _full(rule["framework"], partnership_id)} for rule in data["instead"]]
    return {
        **data,
        "id": f"{partnership_id}.{data['id']}",
        "follows": _full(data["follows"], partnership_id),
        "instead": instead,
        "criteria": [{**criterion, "own_of": partnership_id} for criterion in data["criteria"]],
    }
