"""What we hold on one organisation: everything of this partnership, nothing of another, as files to read.

Of returns it is what the partnership may read (domain/sharing.py): what a cycle leaves to an organisation is
the organisation's, which has its own copies.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from chalicelib.domain.cycles import Cycle, Header
from chalicelib.domain.export_jobs import Export, What
from chalicelib.domain.returns import ReturnStatus
from chalicelib.domain.sharing import sight_of, what_partnership_sees
from chalicelib.domain.submissions import Submission
from chalicelib.domain.times import london_day, long_date
from chalicelib.domain.trail import Wanted
from chalicelib.services.drafting import draft
from chalicelib.services.export_tables import SOURCES
from chalicelib.services.links import return_subject
from chalicelib.services.ports import Parts, Whole
from chalicelib.services.trail_search import search, with_returns

SCHEMA = "compact-audit/holdings/1"
EVER = date(2000, 1, 1)
READ_ME = """What {partnership} holds about {organisation}
Made on {day}.

holdings.json        everything, in the shape of docs/schemas/holdings-1.json: the entry in the register,
                     contacts, returns with all submitted versions, mails, calls, reviews, feedback and
                     the lines of the trail
contacts.xlsx        the contacts
mail-and-calls-….xlsx  for each cycle, every mail and call
return-….docx        each return as the partnership may read it now

Where a cycle leaves notes and evidence to the organisation, they are not here: they are not the
partnership’s to read, and the organisation has them in its own copies. "left_out" says so in each return.
Evidence is listed, not enclosed. Nothing of any other partnership is in this file.

Records that name other people (staff, other organisations’ people) may have to be blacked out before
this is given to somebody: a person has to look.
"""


def holdings_zip(parts: Parts, export: Export) -> bytes:
    """The archive. Raises LookupError when the organisation has gone meanwhile."""
    whose, wanted = export.partnership_id, export.filters["organisation"]
    organisation = parts.organisations.organisation(whose, wanted)
    partnership = parts.organisations.partnership(whose)
    if organisation is None or partnership is None:
        raise LookupError("the organisation of an export is gone")
    found = _rounds(parts, whose, wanted)
    returns = [_return(parts, whose, cycle, header) for cycle, header in found]
    content = {
        "schema": SCHEMA,
        "partnership": {"id": whose, "name": partnership.name},
        "organisation": {"id": wanted, "name": organisation.name},
        "made_at": parts.now().isoformat(timespec="seconds"),
        "returns": returns,
        "records": list(parts.holdings.own(whose, wanted, [header.ref for _, header in found])),
        "trail": _trail(parts, whose, wanted),
    }
    files = {
        "read-me.txt": READ_ME.format(
            partnership=partnership.name,
            organisation=organisation.name,
            day=long_date(london_day(parts.now())),
        ).encode(),
        "holdings.json": json.dumps(content, ensure_ascii=False, indent=1).encode(),
        "contacts.xlsx": _table(parts, export, What.CONTACTS, _contacts(parts, export)),
        **_readable(parts, export, found, returns),
    }
    return _zipped(files)


def _rounds(parts: Parts, whose: str, organisation: str) -> list[tuple[Cycle, Header]]:
    return [
        (cycle, header)
        for cycle in sorted(parts.cycles.of_partnership(whose), key=lambda cycle: cycle.opens_on)
        for header in parts.returns.headers(cycle.id, (), organisation)
    ]


def _return(parts: Parts, whose: str, cycle: Cycle, header: Header) -> dict[str, Any]:
    whole = parts.returns.whole(header.ref)
    return {
        "reference": header.ref,
        "cycle": {"id": cycle.id, "name": cycle.name},
        "status": header.status.value,
        "current": _current(parts, cycle, whole) if whole else None,
        "submissions": [_submitted(parts, cycle, whole, s) for s in whole.submissions] if whole else [],
        "people": [
            {"name": p.name, "email": p.email, "job": p.job, "part": p.part.value}
            for p in (whole.return_.people.values() if whole else ())
        ],
        "mails": _mails(parts, whose, header.ref),
    }


def _current(parts: Parts, cycle: Cycle, whole: Whole) -> dict[str, Any]:
    _, copy = draft(parts, parts.framework(whole.return_.framework), whole)
    submitted = whole.return_.status is ReturnStatus.SUBMITTED
    return what_partnership_sees(copy, sight_of(cycle, whole.return_), submitted=submitted)


def _submitted(parts: Parts, cycle: Cycle, whole: Whole, submission: Submission) -> dict[str, Any]:
    copy = json.loads(parts.files.get(submission.key))
    return {
        "number": submission.number,
        "sha256": submission.sha256,
        "submitted_at": submission.submitted_at.isoformat(),
        "content": what_partnership_sees(copy, sight_of(cycle, whole.return_), submitted=True),
    }


def _mails(parts: Parts, whose: str, ref: str) -> list[dict[str, Any]]:
    return [
        {
            "what": task.kind.removeprefix("mail."),
            "at": (task.settled_at or task.due).isoformat(),
            "state": task.state.value,
            "note": task.note,
        }
        for task in parts.tasks.of_subject(whose, return_subject(ref))
        if task.is_mail
    ]


def _trail(parts: Parts, whose: str, organisation: str) -> list[dict[str, Any]]:
    wanted = Wanted(organisation=organisation, since=EVER, until=london_day(parts.now()))
    return [
        {
            "at": event.at.isoformat(),
            "actor": event.actor,
            "what": event.what,
            "subject": event.subject,
            "details": dict(event.details),
        }
        for event in search(parts, whose, with_returns(parts, whose, wanted))
    ]


def _contacts(parts: Parts, export: Export) -> list[Sequence[Any]]:
    rows = SOURCES[What.CONTACTS].rows(parts, export, [])
    return [row for row in rows if row[0] == export.filters["organisation"]]


def _readable(
    parts: Parts,
    export: Export,
    found: list[tuple[Cycle, Header]],
    returns: Sequence[Mapping[str, Any]],
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for (cycle, header), said in zip(found, returns, strict=True):
        units = [[header.organisation_id, str(header.number), header.ref]]
        of_cycle = replace(export, cycle_id=cycle.id)
        rows = list(SOURCES[What.LOG].rows(parts, of_cycle, units))
        files[f"mail-and-calls-{header.ref}.xlsx"] = _table(parts, export, What.LOG, rows)
        if said["current"]:
            files[f"return-{header.ref}.docx"] = parts.documents.return_word(said["current"], parts.now())
    return files


def _table(parts: Parts, export: Export, what: What, rows: list[Sequence[Any]]) -> bytes:
    source = SOURCES[what]
    return parts.documents.table(source.title, source.columns, rows, parts.now())


def _zipped(files: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()
