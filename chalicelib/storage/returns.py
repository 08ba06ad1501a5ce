"""Returns, their answers and plans, and the headers that cycles read instead of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.domain.comments import Comments
from chalicelib.domain.credentials import Credential
from chalicelib.domain.cycles import Cycle, Header, for_return, header_of
from chalicelib.domain.evidence import Evidence
from chalicelib.domain.last_time import AnswerPlace
from chalicelib.domain.organisations import Partnership
from chalicelib.domain.returns import ActionNote, Answer, Audience, Part, Plan, Return, ReturnStatus
from chalicelib.domain.submissions import Submission
from chalicelib.domain.times import london_day
from chalicelib.services.ports import Activity, Around, Desk, Whole, WorkingCopy
from chalicelib.storage import keys
from chalicelib.storage.codec import SCHEMA, decode, encode, plain
from chalicelib.storage.table import (
    ABSENT,
    PRESENT,
    AllOf,
    Condition,
    Delete,
    Equals,
    Item,
    Key,
    Missing,
    Not,
    Put,
    Table,
    Update,
    Write,
    at_version,
    one_of,
)

# What a header shows of a return. A change of anything else leaves the cycle's partition alone.
MIRRORED = frozenset(
    {
        "status",
        "framework",
        "ratings",
        "plans",
        "help_wanted",
        "opened_at",
        "sent_for_approval_at",
        "submitted_at",
        "due_on",
    }
)

OPENED, MAIL = "opened_", "mail_"

# The attributes that a header cannot be without, whatever else is projected away.
WHOSE_HEADER = ("cycle_id", "organisation_id", "organisation_name", "sector", "number", "ref", "status")


class ReturnStore:
    """Keeps `services.ports.Returns`."""

    def __init__(self, table: Table, now: Callable[[], datetime]) -> None:
        self._table = table
        self._now = now

    def desk(self, token_hash: str, ref: str, criterion: str = "", plan_id: str = "") -> Desk:
        cred, meta = keys.credential(token_hash), keys.return_(ref)
        answer, plan = keys.answer(ref, criterion), keys.plan(ref, plan_id)
        wanted = [cred, meta, *([answer] if criterion else []), *([plan] if plan_id else [])]
        found = self._table.batch_get(wanted)
        return Desk(
            session=decode(Credential, found[cred]) if cred in found else None,
            return_=decode(Return, found[meta]) if meta in found else None,
            answer=decode(Answer, found[answer]) if answer in found else None,
            plan=decode(Plan, found[plan]) if plan in found else None,
        )

    def around(
        self,
        return_: Return,
        evidence_ids: Sequence[str] = (),
        plan_ids: Sequence[str] = (),
        answers: Sequence[AnswerPlace] = (),
        *,
        with_comments: bool = False,
        with_activity: bool = False,
        for_partnership: str = "",
    ) -> Around:
        named = [a for a in return_.audiences if a.partnership_id == for_partnership]
        audience = named[0] if named else return_.audience
        partnership, cycle = keys.partnership(audience.partnership_id), keys.cycle(audience.cycle_id)
        items = [keys.evidence(return_.organisation_id, evidence_id) for evidence_id in evidence_ids]
        plans = [keys.plan(return_.ref, plan_id) for plan_id in plan_ids]
        said = {place: _answer_key(place) for place in answers}
        comments, activity = keys.comments(return_.ref), keys.activity(return_.ref)
        beside = [*([comments] if with_comments else []), *([activity] if with_activity else [])]
        found = self._table.batch_get([partnership, cycle, *items, *plans, *said.values(), *beside])
        return Around(
            partnership=decode(Partnership, found[partnership]),
            cycle=for_return(decode(Cycle, found[cycle]), return_),
            evidence=tuple(decode(Evidence, found[key]) for key in items if key in found),
            plans=tuple(decode(Plan, found[key]) for key in plans if key in found),
            answers={place: decode(Answer, found[key]) for place, key in said.items() if key in found},
            comments=_comments(found.get(comments)),
            activity=_activity(found.get(activity, {})),
        )

    def get(self, ref: str) -> Return | None:
        item = self._table.get(keys.return_(ref))
        return decode(Return, item) if item else None

    def plans_of(self, wanted: Mapping[str, Sequence[str]]) -> dict[str, tuple[Return, tuple[Plan, ...]]]:
        plans = [keys.plan(ref, plan) for ref, ids in wanted.items() for plan in ids]
        every = [*(keys.return_(ref) for ref in wanted), *plans]
        found = self._table.batch_get(every) if every else {}
        return {
            ref: (
                decode(Return, found[keys.return_(ref)]),
                tuple(decode(Plan, found[key]) for plan in ids if (key := keys.plan(ref, plan)) in found),
            )
            for ref, ids in wanted.items()
            if keys.return_(ref) in found
        }

    def submissions(self, ref: str) -> tuple[Submission, ...]:
        found = self._table.query(keys.return_(ref).pk, "SUBMISSION#")
        return tuple(decode(Submission, item) for item in found)

    def whole(self, ref: str) -> Whole | None:
        items = list(self._table.query(keys.return_(ref).pk))
        meta = next((item for item in items if item["sk"] == keys.META), None)
        if meta is None:
            return None
        of_kind = {
            prefix: [item for item in items if item["sk"].startswith(prefix)]
            for prefix in ("ANSWER#", "ACTION#", "SUBMISSION#")
        }
        return Whole(
            return_=decode(Return, meta),
            answers=tuple(decode(Answer, item) for item in of_kind["ANSWER#"]),
            plans=tuple(decode(Plan, item) for item in of_kind["ACTION#"]),
            submissions=tuple(decode(Submission, item) for item in of_kind["SUBMISSION#"]),
            comments=_comments(next((i for i in items if i["sk"] == keys.comments(ref).sk), None)),
        )

    def answers(self, ref: str) -> list[Answer]:
        return [decode(Answer, item) for item in self._table.query(keys.return_(ref).pk, "ANSWER#")]

    def working_copy(self, ref: str) -> WorkingCopy:
        of_kind = _by_kind(self._table.query(keys.return_(ref).pk))
        answers, noted = (
            {item["criterion"]: decode(Answer, item) for item in of_kind.get(kind, ())}
            for kind in ("ANSWER", "WORKING")
        )
        plans, notes = _plan_and_notes(of_kind)
        return WorkingCopy(answers=answers, plans=plans, noted=noted, notes=notes)

    def plan_of(self, ref: str) -> tuple[tuple[Plan, ...], dict[str, ActionNote]]:
        return _plan_and_notes(_by_kind(self._table.query(keys.return_(ref).pk, "ACTION")))

    def submitted_by(self, organisation_id: str) -> list[tuple[date, Return]]:
        # One submitted twice is listed twice, under the day of each time.
        pointers = list(self._table.query(keys.organisation(organisation_id).pk, "RETURN#"))
        days = {pointer["ref"]: pointer["sk"].split("#")[1] for pointer in pointers}
        found = self._table.batch_get([keys.return_(ref) for ref in days]) if days else {}
        newest_first = sorted(days.items(), key=lambda item: item[1], reverse=True)
        return [
            (date.fromisoformat(day), decode(Return, found[keys.return_(ref)]))
            for ref, day in newest_first
            if keys.return_(ref) in found
        ]

    def headers(
        self, cycle_id: str, only: tuple[str, ...] = (), organisation_id: str = ""
    ) -> Iterator[Header]:
        wanted = (*WHOSE_HEADER, *only) if only else ()
        whose = f"RETURN#{organisation_id}#" if organisation_id else "RETURN#"
        for item in self._table.query(keys.cycle(cycle_id).pk, whose, wanted):
            yield decode(Header, item)

    def created(self, return_: Return, total: int) -> list[Write]:
        headers = [header_of(return_, audience.cycle_id, total) for audience in return_.audiences]
        return [
            Put(encode(return_, keys.return_(return_.ref)), ABSENT),
            *(Put(encode(header, _header_key(return_, header.cycle_id)), ABSENT) for header in headers),
        ]

    def changed(
        self,
        return_: Return,
        changes: Mapping[str, Any],
        *,
        remove: tuple[str, ...] = (),
        while_in: Sequence[ReturnStatus],
        at_seq: int | None = None,
        while_part: Mapping[str, Part | None] | None = None,
        counted: bool = True,
        header: Mapping[str, Any] | None = None,
    ) -> list[Write]:
        values = {path: plain(value) for path, value in changes.items()}
        conditions: list[Condition] = [one_of("status", while_in)]
        conditions += [Equals("seq", at_seq)] if at_seq is not None else []
        conditions += [_plays(person, part) for person, part in (while_part or {}).items()]
        meta = Update(
            key=keys.return_(return_.ref),
            set=values,
            add={"seq": 1} if counted else {},
            remove=remove,
            condition=AllOf(tuple(conditions)),
        )
        mirrored = {path: value for path, value in values.items() if _root(path) in MIRRORED}
        if mirrored or any(_root(path) in MIRRORED for path in remove):
            mirrored["moved_on"] = london_day(self._now()).isoformat()
        mirrored |= {path: plain(value) for path, value in (header or {}).items()}
        gone = tuple(path for path in remove if _root(path) in MIRRORED)
        if not mirrored and not gone:
            return [meta]
        return [meta, *(_header_update(return_, a, mirrored, gone) for a in return_.audiences)]

    def mail_state_noted(self, return_: Return, partnership_id: str, state: str) -> list[Write]:
        different = AllOf((PRESENT, Not(Equals("mail_state", state))))
        return [
            Update(key=_header_key(return_, a.cycle_id), set={"mail_state": state}, condition=different)
            for a in return_.audiences
            if a.partnership_id == partnership_id
        ]

    def answer_saved(self, ref: str, answer: Answer, evidence: frozenset[str] = frozenset()) -> list[Write]:
        # Not a Put: the set of evidence belongs to another page and must survive this save.
        content = encode(answer, keys.answer(ref, answer.criterion))
        content = {name: value for name, value in content.items() if name not in ("pk", "sk", "evidence")}
        condition = at_version(answer.version - 1)
        include = {"evidence": evidence} if evidence else {}
        return [
            Update(key=keys.answer(ref, answer.criterion), set=content, include=include, condition=condition)
        ]

    def evidence_used(self, ref: str, criterion: str, add: str = "", remove: str = "") -> list[Write]:
        return [
            Update(
                key=keys.answer(ref, criterion),
                set={"criterion": criterion, "schema": SCHEMA},
                include={"evidence": frozenset({add})} if add else {},
                exclude={"evidence": frozenset({remove})} if remove else {},
            )
        ]

    def plan_saved(self, ref: str, plan: Plan) -> list[Write]:
        return [Put(encode(plan, keys.plan(ref, plan.id)), at_version(plan.version - 1))]

    def plan_removed(self, ref: str, plan: Plan) -> list[Write]:
        return [Delete(keys.plan(ref, plan.id), at_version(plan.version))]

    def answer_noted(self, ref: str, answer: Answer) -> list[Write]:
        return [Put(encode(answer, keys.noted(ref, answer.criterion)), at_version(answer.version - 1))]

    def action_noted(self, ref: str, note: ActionNote) -> list[Write]:
        return [Put(encode(note, keys.action_note(ref, note.plan)), at_version(note.version - 1))]

    def submitted(self, return_: Return, submission: Submission) -> list[Write]:
        day = submission.submitted_at.date().isoformat()
        pointer = keys.return_of_organisation(return_.organisation_id, day, return_.ref)
        facts = {"cycles": [a.cycle_id for a in return_.audiences], "number": submission.number}
        return [
            Put(encode(submission, keys.submission(return_.ref, submission.number)), ABSENT),
            Put({"pk": pointer.pk, "sk": pointer.sk, "schema": SCHEMA, "ref": return_.ref, **facts}),
        ]

    def comments(self, ref: str) -> Comments:
        return _comments(self._table.get(keys.comments(ref)))

    def comments_saved(self, ref: str, comments: Comments) -> list[Write]:
        return [Put(encode(comments, keys.comments(ref)), at_version(comments.version - 1))]

    def seen(self, ref: str, person_id: str, at: datetime) -> list[Write]:
        return [
            Update(key=keys.activity(ref), set={"schema": SCHEMA, f"{OPENED}{person_id}": at.isoformat()})
        ]

    def mail_to_person_noted(self, ref: str, person_id: str, state: str) -> list[Write]:
        return [Update(key=keys.activity(ref), set={"schema": SCHEMA, f"{MAIL}{person_id}": state})]


def _comments(item: Item | None) -> Comments:
    return decode(Comments, item) if item else Comments()


def _activity(item: Item) -> dict[str, Activity]:
    """One attribute for each person and fact, so that nobody's overwrites another's."""
    people = {name.removeprefix(p) for name in item for p in (OPENED, MAIL) if name.startswith(p)}
    return {person: _activity_of(item, person) for person in people}


def _activity_of(item: Item, person: str) -> Activity:
    opened = item.get(f"{OPENED}{person}")
    return Activity(
        opened_at=datetime.fromisoformat(opened) if opened else None,
        mail_state=item.get(f"{MAIL}{person}", ""),
    )


def _plays(person: str, part: Part | None) -> Condition:
    return Equals(f"people.{person}.part", part.value) if part else Missing(f"people.{person}")


def _by_kind(items: Iterable[Item]) -> dict[str, list[Item]]:
    found: dict[str, list[Item]] = {}
    for item in items:
        found.setdefault(item["sk"].split("#", 1)[0], []).append(item)
    return found


def _plan_and_notes(
    of_kind: Mapping[str, Sequence[Item]],
) -> tuple[tuple[Plan, ...], dict[str, ActionNote]]:
    plans = tuple(decode(Plan, item) for item in of_kind.get("ACTION", ()))
    return plans, {item["plan"]: decode(ActionNote, item) for item in of_kind.get("ACTION_NOTE", ())}


def _answer_key(place: AnswerPlace) -> Key:
    return (keys.noted if place.noted else keys.answer)(place.ref, place.criterion)


def _root(path: str) -> str:
    return path.split(".", 1)[0]


def _header_key(return_: Return, cycle_id: str) -> Key:
    audience = next(a for a in return_.audiences if a.cycle_id == cycle_id)
    return keys.header(cycle_id, return_.organisation_id, audience.number)


def _header_update(
    return_: Return, audience: Audience, changes: Mapping[str, Any], remove: tuple[str, ...]
) -> Update:
    return Update(key=_header_key(return_, audience.cycle_id), set=changes, remove=remove)
