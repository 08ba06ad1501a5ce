"""One text to many organisations: what was seen, to each once, whatever breaks in between."""

from dataclasses import replace

import pytest

from chalicelib.domain.circulars import SUBJECT_LIMIT, TEXT_LIMIT
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import Invalid, Refused
from chalicelib.services.circulars import look_at, run_circular, send
from chalicelib.services.progress import returns_at
from tests.support import builders
from tests.support.mail import posting_parts, work
from tests.support.staffing import ref_of, stored_cycle

ONCE = "01HZ0000000000000000000001"
HOSTILE = "<script>alert(1)</script> {{ link }} http://evil.example.org"


@pytest.fixture
def parts():
    made = posting_parts()
    stored_cycle(made, 12)
    return made


def preview(parts, subject="Would more time help?", text="One.\n\nTwo.", wanted=""):
    return look_at(returns_at(parts, builders.cycle(), wanted, ""), subject, text)


def write(parts, seen="", **changes):
    found = preview(parts, **changes)
    return send(
        parts,
        parts.cycles.get("cycle2027"),
        found,
        seen=seen or found.seen,
        once=ONCE,
        chosen="Every return",
        staff_id="s-coordinator",
        staff_name="Sam Coordinator",
    )


def test_each_lead_whom_mail_reaches_gets_one_and_the_others_are_listed(parts):
    made = write(parts)
    work(parts)
    assert (len(made.refs), len(made.without)) == (8, 4)
    assert sorted(m.to for m in parts.sender.sent) == sorted(
        f"contact{int(ref[-3:]) - 222}@example.org" for ref in made.refs
    )
    one = parts.sender.sent[0]
    assert one.subject == "Would more time help?"
    assert "One.\n\nTwo.\n\nSam Coordinator" in one.text
    (event,) = [e for e in parts.trail.of("CYCLE#cycle2027") if e.what == "circular.sent"]
    assert (event.actor, event.details["to"], event.details["without"]) == ("s-coordinator", "8", "4")
    sent = [e for e in parts.trail.of(f"RETURN#{made.refs[0]}") if e.what == "mail.sent"]
    assert sent[0].details["mail"] == "circular"


def test_pressed_twice_it_goes_once(parts):
    assert write(parts) == write(parts, text="Another text altogether")
    work(parts)
    assert len(parts.sender.sent) == 8


def test_a_job_that_broke_in_the_middle_goes_on_where_it_stopped(parts):
    made = write(parts)
    (task,) = parts.tasks.of_subject("saltmarsh", "CYCLE#cycle2027")
    run_circular(parts, replace(task))
    run_circular(parts, replace(task))
    work(parts)
    assert len(parts.sender.sent) == len(made.refs)


def test_a_list_that_has_moved_is_looked_at_again(parts):
    with pytest.raises(Refused, match="circular_moved"):
        write(parts, seen="0123456789abcdef")
    assert parts.circulars.of_cycle("saltmarsh", "cycle2027") == []


def test_somebody_who_submits_meanwhile_is_not_on_the_list_that_was_seen(parts):
    seen = preview(parts, wanted="in_progress").seen
    made = parts.returns.get(ref_of(2))
    parts.commit(parts.returns.changed(made, {"status": "submitted"}, while_in=[made.status]))
    with pytest.raises(Refused, match="circular_moved"):
        write(parts, seen=seen, wanted="in_progress")


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({"subject": " \n"}, {"subject": "subject_needed"}),
        ({"subject": "a" * (SUBJECT_LIMIT + 1)}, {"subject": "subject_too_long"}),
        ({"text": ""}, {"text": "circular_needed"}),
        ({"text": "a" * (TEXT_LIMIT + 1)}, {"text": "circular_too_long"}),
        ({"text": "", "subject": ""}, {"subject": "subject_needed", "text": "circular_needed"}),
    ],
)
def test_what_cannot_be_sent_is_said(parts, changes, problems):
    with pytest.raises(Invalid) as invalid:
        preview(parts, **changes)
    assert invalid.value.problems == problems


def test_where_mail_reaches_nobody_nothing_is_sent(parts):
    with pytest.raises(Refused, match="circular_nobody"):
        preview(parts, wanted="unreached")


def test_hostile_text_stays_text(parts):
    write(parts, subject="Hello\r\nBcc: somebody@example.org", text=HOSTILE)
    work(parts)
    one = parts.sender.sent[0]
    assert one.subject == "Hello Bcc: somebody@example.org"
    assert "<script>" not in one.html
    assert "{{ link }}" in one.text


def test_an_archived_cycle_sends_nothing_more(parts):
    write(parts)
    cycle = parts.cycles.get("cycle2027")
    parts.commit(parts.cycles.moved(cycle, CycleStatus.ARCHIVED))
    work(parts)
    assert parts.sender.sent == []
