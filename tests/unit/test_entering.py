"""Coming in: who is at the keyboard, and the code that some cycles ask for."""

import copy
import re
import threading
from typing import Any

import pytest

from chalicelib.domain.credentials import CODE_LASTS, CODE_TRIES, PENDING_LASTS, CredentialKind, hash_of
from chalicelib.domain.errors import Invalid, LinkRefused, Refused, SignedOut
from chalicelib.domain.returns import EDITABLE
from chalicelib.domain.rights import Right
from chalicelib.domain.tasks import Queue
from chalicelib.services.answering import save_answer
from chalicelib.services.desk import sit_down
from chalicelib.services.entering import (
    MOST_CODES,
    Entered,
    enter,
    prove,
    say_who,
    send_another_code,
    wait_for,
)
from chalicelib.services.links import revoke
from chalicelib.services.queue import work_off
from chalicelib.services.work import WORK
from tests.support.builders import LEAD, cycle
from tests.support.people import CY, GOV, Team
from tests.support.small import BUYING, PRESENT, SMALL, SmallParts
from tests.support.tables import TroubledTable


@pytest.fixture
def team() -> Team:
    return Team.of(SmallParts(), framework=SMALL.key, profile={"buys": "yes"})


# --- who is at the keyboard


def test_somebody_else_at_the_keyboard_is_named_beside_what_they_save(team: Team) -> None:
    token = team.sessions[CY.id]

    say_who(team.parts, team.ref, token, name=" Nina Newcomer ", job="Office manager")
    saved = save_answer(team.parts, team.ref, token, BUYING, rating=PRESENT, narrative="We do", version=0)

    assert (saved.answer.saved_by, saved.answer.saved_as) == (CY.id, "Nina Newcomer")
    assert team.person(CY.id) == CY
    (event,) = team.events("session.named")
    assert event.details == {"otherwise": "yes"}
    assert "Nina" not in repr(team.parts.trail.of(f"RETURN#{team.ref}"))


def test_the_person_themself_leaves_nothing_on_the_trail_and_may_correct_their_role(team: Team) -> None:
    seq = team.return_.seq

    say_who(team.parts, team.ref, team.lead, name="lena LEAD", job="Deputy head and DSL")

    assert team.person(LEAD.id).job == "Deputy head and DSL"
    assert team.person(LEAD.id).name == "Lena Lead"
    assert team.events("session.named") == []
    assert team.return_.seq == seq


def test_a_name_that_our_list_had_wrong_is_put_right(team: Team) -> None:
    say_who(team.parts, team.ref, team.lead, name="Lena Lead-Hill", job="DSL", is_theirs=True)

    assert team.person(LEAD.id).name == "Lena Lead-Hill"
    assert team.events("session.named") == []


def test_a_browser_is_asked_once_and_only_about_its_own_person(team: Team) -> None:
    device = say_who(team.parts, team.ref, team.lead, name="Nina Newcomer", job="Office manager")

    again = enter(team.parts, team.link(LEAD), device)
    assert again.is_known
    seat = sit_down(team.parts, team.ref, again.token)
    assert (seat.name, seat.job) == ("Nina Newcomer", "Office manager")
    assert not enter(team.parts, team.link(GOV), device).is_known
    assert not enter(team.parts, team.link(LEAD)).is_known
    assert not enter(team.parts, team.link(LEAD), "made up").is_known
    team.parts.clock.move(days=366)
    assert not enter(team.parts, team.link(LEAD), device).is_known


def test_a_device_is_forgotten_with_the_link(team: Team) -> None:
    device = say_who(team.parts, team.ref, team.lead, name="Nina Newcomer", job="Office manager")

    revoke(team.parts, team.ref, LEAD.id)

    assert not enter(team.parts, team.link(LEAD), device).is_known


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ({"name": "", "job": " "}, {"name": "name_needed", "job": "job_needed"}),
        ({"name": "x" * 10_000, "job": "DSL"}, {"name": "line_too_long"}),
    ],
)
def test_a_name_and_a_role_are_needed(team: Team, typed: Any, problems: Any) -> None:
    with pytest.raises(Invalid) as invalid:
        say_who(team.parts, team.ref, team.lead, **typed)
    assert invalid.value.problems == problems


def test_a_device_opens_nothing(team: Team) -> None:
    device = say_who(team.parts, team.ref, team.lead, name="Nina", job="Office manager")

    with pytest.raises(SignedOut):
        sit_down(team.parts, team.ref, device)
    with pytest.raises(LinkRefused):
        enter(team.parts, device)


def test_when_somebody_last_opened_it_disturbs_nobody(team: Team) -> None:
    seq = team.return_.seq
    team.parts.clock.move(days=2)

    enter(team.parts, team.link(CY))

    activity = team.parts.returns.around(team.return_, with_activity=True).activity
    assert activity[CY.id].opened_at == team.parts.now()
    assert team.return_.seq == seq


# --- with a code


@pytest.fixture
def strict(team: Team) -> Team:
    team.parts.commit(team.parts.cycles.saved(cycle(code_at_entry=True)))
    return team


def codes(team: Team) -> list[str]:
    """Those in the mails that have gone out, after the worker had its turn."""
    work_off(team.parts, Queue.WORK, WORK[Queue.WORK])
    sent = [m for m in team.parts.sender.sent if m.subject == "code"]
    return [re.findall(r"digits: (\d{6})", m.text)[0] for m in sent]


def refusal(team: Team, waits: Entered, code: str) -> str:
    with pytest.raises(Invalid) as invalid:
        prove(team.parts, team.ref, waits.token, code)
    return invalid.value.problems["code"]


def test_a_link_alone_opens_nothing_and_its_code_opens_it(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))

    assert waits.waits
    with pytest.raises(SignedOut):
        sit_down(strict.parts, strict.ref, waits.token)
    assert refusal(strict, waits, "123456") == "code_on_its_way"
    (code,) = codes(strict)
    opened = prove(strict.parts, strict.ref, waits.token, f" {code[:3]} {code[3:]} ")

    assert sit_down(strict.parts, strict.ref, opened.token).person == LEAD
    assert opened.token != waits.token
    with pytest.raises(SignedOut):
        sit_down(strict.parts, strict.ref, waits.token)


def test_nothing_that_is_kept_holds_the_code_or_lets_it_be_found_alone(strict: Team) -> None:
    enter(strict.parts, strict.link(LEAD))
    (code,) = codes(strict)

    stored = repr(strict.parts.table.items)  # type: ignore[attr-defined]
    assert f"'{code}'" not in stored
    assert hash_of(code) not in stored


def test_a_code_is_worth_nothing_in_another_browser(strict: Team) -> None:
    one, other = (enter(strict.parts, strict.link(LEAD)) for _ in range(2))
    first, second = codes(strict)

    assert refusal(strict, other, first) == "code_wrong"
    prove(strict.parts, strict.ref, other.token, second)
    with pytest.raises(SignedOut):
        prove(strict.parts, strict.ref, "stolen", first)
    prove(strict.parts, strict.ref, one.token, first)


def test_a_code_is_too_old_after_ten_minutes_and_its_page_after_an_hour(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    (code,) = codes(strict)

    strict.parts.clock.now += CODE_LASTS
    assert refusal(strict, waits, code) == "code_too_old"
    strict.parts.clock.now += PENDING_LASTS
    with pytest.raises(SignedOut):
        prove(strict.parts, strict.ref, waits.token, code)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_five_tries_and_the_right_one_is_too_late(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    (code,) = codes(strict)

    assert refusal(strict, waits, "12345") == refusal(strict, waits, "١٢٣٤٥٦") == "code_needed"
    assert [refusal(strict, waits, wrong(code)) for _ in range(CODE_TRIES)] == ["code_wrong"] * CODE_TRIES
    assert refusal(strict, waits, code) == "code_used_up"


def test_tries_at_the_same_moment_are_all_counted(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    (code,) = codes(strict)
    start, found = threading.Barrier(12), []

    def try_one() -> None:
        start.wait()
        found.append(refusal(strict, waits, wrong(code)))

    threads = [threading.Thread(target=try_one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["code_used_up"] * 7 + ["code_wrong"] * CODE_TRIES


def test_a_new_code_replaces_the_one_before_and_has_its_own_tries(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    (first,) = codes(strict)
    for _ in range(CODE_TRIES):
        refusal(strict, waits, wrong(first))

    send_another_code(strict.parts, strict.ref, waits.token)
    second = codes(strict)[1]

    assert refusal(strict, waits, first) == "code_wrong"
    prove(strict.parts, strict.ref, waits.token, second)


def test_a_try_of_an_old_code_does_not_use_up_the_newer_one() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    team.parts.commit(team.parts.cycles.saved(cycle(code_at_entry=True)))
    waits = enter(team.parts, team.link(LEAD))
    (first,) = codes(team)
    send_another_code(team.parts, team.ref, waits.token)
    beside = Team(team.parts.beside(table.inner), team.ref)
    beside.parts.sender = team.parts.sender
    table.before = lambda: codes(beside)  # the newer one leaves while the old one is tried

    assert refusal(team, waits, first) == "code_wrong"

    kept = team.parts.credentials.get(hash_of(waits.token))
    assert kept is not None
    assert kept.tries == 0


def test_nobody_is_mailed_more_than_a_few_codes_an_hour_however_they_are_asked_for(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    for _ in range(MOST_CODES - 2):
        send_another_code(strict.parts, strict.ref, waits.token)
    enter(strict.parts, strict.link(LEAD))
    with pytest.raises(Refused):
        send_another_code(strict.parts, strict.ref, waits.token)
    with pytest.raises(Refused):
        enter(strict.parts, strict.link(LEAD))
    assert enter(strict.parts, strict.link(CY)).waits, "others are not held up"
    assert len(codes(strict)) == MOST_CODES + 1

    strict.parts.clock.move(hours=1)
    enter(strict.parts, strict.link(LEAD))


def test_a_double_click_with_the_right_code_ends_on_no_error(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    (code,) = codes(strict)

    for _ in range(2):
        opened = prove(strict.parts, strict.ref, waits.token, code)
        assert sit_down(strict.parts, strict.ref, opened.token).person == LEAD


def test_ending_a_link_ends_what_waits_for_a_code_too(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(CY))
    (code,) = codes(strict)

    revoke(strict.parts, strict.ref, CY.id)

    with pytest.raises(SignedOut):
        prove(strict.parts, strict.ref, waits.token, code)


def test_somebody_removed_while_their_code_was_on_its_way_stays_out(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(CY))
    (code,) = codes(strict)
    without = {key: p for key, p in strict.return_.people.items() if key != CY.id}
    strict.parts.commit(strict.parts.returns.changed(strict.return_, {"people": without}, while_in=EDITABLE))

    for attempt in (
        lambda: prove(strict.parts, strict.ref, waits.token, code),
        lambda: wait_for(strict.parts, strict.ref, waits.token),
        lambda: send_another_code(strict.parts, strict.ref, waits.token),
    ):
        with pytest.raises(SignedOut):
            attempt()


def test_a_code_for_a_page_that_is_closed_is_not_made(strict: Team) -> None:
    enter(strict.parts, strict.link(CY))
    revoke(strict.parts, strict.ref, CY.id)

    assert codes(strict) == []
    assert [task.note for task in strict.mails("code")] == ["not due: revoked"]


def test_a_link_that_is_ended_at_this_moment_sends_no_code() -> None:
    table = TroubledTable()
    team = Team.of(SmallParts(table), framework=SMALL.key)
    team.parts.commit(team.parts.cycles.saved(cycle(code_at_entry=True)))
    rival, token = team.parts.beside(table.inner), team.link(CY)
    table.before = lambda: revoke(rival, team.ref, CY.id)

    with pytest.raises(LinkRefused):
        enter(team.parts, token)

    assert team.mails("code") == []


def test_the_page_that_asks_says_where_the_code_went_and_no_more(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))
    before = copy.deepcopy(strict.parts.table.items)  # type: ignore[attr-defined]

    assert wait_for(strict.parts, strict.ref, waits.token).address == "l…@school.example.org"

    assert strict.parts.table.items == before  # type: ignore[attr-defined]
    with pytest.raises(SignedOut):
        wait_for(strict.parts, strict.ref, strict.lead)
    with pytest.raises(SignedOut):
        wait_for(strict.parts, "K7P-999", waits.token)


def test_whoever_is_known_on_this_device_is_known_after_the_code(strict: Team) -> None:
    device = say_who(strict.parts, strict.ref, strict.lead, name="Nina", job="Office manager")
    waits = enter(strict.parts, strict.link(LEAD), device)
    opened = prove(strict.parts, strict.ref, waits.token, codes(strict)[0], device)

    assert opened.is_known
    assert sit_down(strict.parts, strict.ref, opened.token, Right.ENTER).name == "Nina"


def test_a_pending_session_is_no_session_of_any_kind(strict: Team) -> None:
    waits = enter(strict.parts, strict.link(LEAD))

    with pytest.raises(SignedOut):
        say_who(strict.parts, strict.ref, waits.token, name="Nina", job="Office manager")
    kinds = {c.kind for c in strict.parts.credentials.of_subject(strict.ref) if c.sent_with}
    assert CredentialKind.PENDING in kinds
