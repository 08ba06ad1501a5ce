"""Links and sessions: what opens a return, for how long, and who is turned away."""

import copy

import pytest

from chalicelib.domain.credentials import SESSION_LASTS, CredentialKind, hash_of
from chalicelib.domain.cycles import CycleStatus
from chalicelib.domain.errors import LinkRefused, NotAllowed, SignedOut
from chalicelib.domain.returns import Part
from chalicelib.services.answering import save_answer
from chalicelib.services.appointing import name_approver
from chalicelib.services.desk import look_around, sit_down
from chalicelib.services.entering import enter
from chalicelib.services.links import ask_for_new_link, leave, look, mint, return_subject, revoke
from chalicelib.services.staff_entry import ask_to_sign_in, check_sign_in, enter_staff, sit_as_staff
from tests.support.builders import APPROVER, LEAD, cycle, partnership, session, staff, stored_return
from tests.support.counting import CountingTable
from tests.support.small import PLAIN, PRESENT, SMALL, SmallParts
from tests.support.tables import TroubledTable


@pytest.fixture
def parts() -> SmallParts:
    return SmallParts()


def link(parts: SmallParts, ref: str, person: str = LEAD.id) -> str:
    token, writes = mint(parts, ref, person)
    parts.commit(writes)
    return token


def refusal(parts: SmallParts, token: str) -> str:
    with pytest.raises(LinkRefused) as refused:
        look(parts, token)
    with pytest.raises(LinkRefused):
        enter(parts, token)
    return refused.value.reason


def test_looking_at_a_link_fifty_times_changes_nothing(parts: SmallParts) -> None:
    token = link(parts, stored_return(parts, framework=SMALL.key).ref)
    before = copy.deepcopy(parts.table.items)  # type: ignore[attr-defined]

    for _ in range(50):
        assert look(parts, token).person == LEAD

    assert parts.table.items == before  # type: ignore[attr-defined]


def test_a_link_opens_many_sessions_and_says_once_when_it_was_first_opened(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    token = link(parts, made.ref)

    first = enter(parts, token).token
    opened = parts.clock.now
    parts.clock.move(days=3)
    second = enter(parts, token).token

    assert sit_down(parts, made.ref, second).return_.opened_at == opened
    assert first != second


def test_a_token_that_was_never_ours_is_unknown(parts: SmallParts) -> None:
    assert refusal(parts, "mistyped") == "unknown"


def test_a_session_is_no_link_and_a_link_no_session(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    token, inside = link(parts, made.ref), session(parts, made)

    assert refusal(parts, inside) == "unknown"
    with pytest.raises(SignedOut):
        sit_down(parts, made.ref, token)


def test_a_link_that_was_ended_says_so(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    token = link(parts, made.ref)

    revoke(parts, made.ref, LEAD.id)

    assert refusal(parts, token) == "revoked"


def test_a_link_ends_when_its_cycle_is_archived_and_not_when_it_is_closed(parts: SmallParts) -> None:
    token = link(parts, stored_return(parts, framework=SMALL.key).ref)

    parts.commit(parts.cycles.saved(cycle(status=CycleStatus.CLOSED)))
    look(parts, token)
    parts.commit(parts.cycles.saved(cycle(status=CycleStatus.ARCHIVED)))

    assert refusal(parts, token) == "expired"


def test_a_session_ends_after_twelve_hours_and_its_link_does_not(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    token = link(parts, made.ref)
    inside = enter(parts, token).token

    parts.clock.now += SESSION_LASTS
    with pytest.raises(SignedOut):
        sit_down(parts, made.ref, inside)

    assert look(parts, token).person == LEAD


def test_a_session_of_one_return_does_not_open_another(parts: SmallParts) -> None:
    one = stored_return(parts, 1, framework=SMALL.key)
    other = stored_return(parts, 2, framework=SMALL.key)
    inside = session(parts, one)

    assert sit_down(parts, one.ref, inside).return_.ref == one.ref
    with pytest.raises(SignedOut):
        sit_down(parts, other.ref, inside)
    with pytest.raises(SignedOut):
        save_answer(parts, other.ref, inside, PLAIN, rating=PRESENT, narrative="Mine", version=0)


def test_ending_somebodys_links_ends_their_sessions_at_once_and_nobody_elses(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key, people={LEAD.id: LEAD, APPROVER.id: APPROVER})
    gone, stays = session(parts, made, APPROVER), session(parts, made)

    revoke(parts, made.ref, APPROVER.id)

    with pytest.raises(SignedOut):
        sit_down(parts, made.ref, gone)
    assert sit_down(parts, made.ref, stays).person == LEAD


def test_nobody_slips_in_while_their_link_is_being_ended() -> None:
    table = TroubledTable()
    parts = SmallParts(table)
    plain = parts.beside(table.inner)
    made = stored_return(parts, framework=SMALL.key)
    token = link(parts, made.ref)
    table.before = lambda: revoke(plain, made.ref, LEAD.id)

    with pytest.raises(LinkRefused) as refused:
        enter(parts, token)

    assert refused.value.reason == "revoked"
    assert [c.kind for c in parts.credentials.of_subject(made.ref)] == []


def test_finishing_for_now_signs_out_and_may_be_pressed_twice(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    inside = session(parts, made)

    leave(parts, inside)
    leave(parts, inside)
    leave(parts, "never was one")

    with pytest.raises(SignedOut):
        sit_down(parts, made.ref, inside)


def test_naming_another_approver_ends_the_first_ones_link_and_session(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key, people={LEAD.id: LEAD, APPROVER.id: APPROVER})
    token, inside = link(parts, made.ref, APPROVER.id), session(parts, made, APPROVER)

    name_approver(parts, made.ref, session(parts, made), name="Cy", email="cy@example.org", job="Chair")

    assert refusal(parts, token) == "revoked"
    with pytest.raises(SignedOut):
        sit_down(parts, made.ref, inside)
    people = sit_down(parts, made.ref, session(parts, made)).return_.people.values()
    assert [p.name for p in people if p.part is Part.APPROVER] == ["Cy"]


def test_correcting_an_approvers_name_keeps_their_link(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key, people={LEAD.id: LEAD, APPROVER.id: APPROVER})
    token = link(parts, made.ref, APPROVER.id)

    email = f" {APPROVER.email.upper()} "
    name_approver(parts, made.ref, session(parts, made), name="Harriet Head-Hill", email=email, job="Head")

    assert look(parts, token).person.name == "Harriet Head-Hill"


def test_an_approver_may_read_and_not_write(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key, people={LEAD.id: LEAD, APPROVER.id: APPROVER})
    inside = session(parts, made, APPROVER)

    assert not sit_down(parts, made.ref, inside).may_edit
    with pytest.raises(NotAllowed):
        save_answer(parts, made.ref, inside, PLAIN, rating=PRESENT, narrative="Mine", version=0)


def new_links(parts: SmallParts, ref: str) -> int:
    tasks = parts.tasks.of_subject("saltmarsh", return_subject(ref))
    return sum(task.kind == "mail.new_link" for task in tasks)


def test_a_new_link_goes_out_at_most_once_an_hour_also_across_the_stroke(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)
    parts.clock.move(minutes=50)
    for _ in range(3):
        ask_for_new_link(parts, made.ref, LEAD.id)
    parts.clock.move(minutes=20)
    ask_for_new_link(parts, made.ref, LEAD.id)
    assert new_links(parts, made.ref) == 1

    parts.clock.move(minutes=41)
    ask_for_new_link(parts, made.ref, LEAD.id)

    assert new_links(parts, made.ref) == 2


def test_a_new_link_for_somebody_unknown_is_not_sent(parts: SmallParts) -> None:
    made = stored_return(parts, framework=SMALL.key)

    ask_for_new_link(parts, made.ref, "somebody")
    ask_for_new_link(parts, "XXX-XXX", LEAD.id)

    assert new_links(parts, made.ref) == 0


def test_a_page_asks_the_table_twice_at_most() -> None:
    table = CountingTable()
    parts = SmallParts(table)
    made = stored_return(parts, framework=SMALL.key)
    inside = session(parts, made)
    table.reset()

    look_around(parts, sit_down(parts, made.ref, inside, criterion=PLAIN), with_plans=True)

    assert (table.reads, table.writes) == (2, 0)


def sign_in_link(parts: SmallParts) -> str:
    """As the worker makes it when the mail goes out."""
    from chalicelib.domain.credentials import SIGN_IN_LASTS, Credential

    member = staff()
    parts.commit(
        parts.organisations.partnership_saved(partnership()), parts.organisations.staff_saved(member)
    )
    token = parts.new_token()
    now = parts.now()
    credential = Credential(
        token_hash=hash_of(token),
        kind=CredentialKind.SIGN_IN,
        subject=member.partnership_id,
        person=member.id,
        created_at=now,
        expires_at=now + SIGN_IN_LASTS,
    )
    parts.commit(parts.credentials.issued(credential))
    return token


def test_a_sign_in_link_lets_one_of_two_in_who_use_it_at_once() -> None:
    table = TroubledTable()
    parts = SmallParts(table)
    rival = parts.beside(table.inner)
    token = sign_in_link(parts)
    inside: list[str] = []
    table.before = lambda: inside.append(enter_staff(rival, token))

    with pytest.raises(LinkRefused) as refused:
        enter_staff(parts, token)

    assert refused.value.reason == "used"
    assert sit_as_staff(parts, inside[0], frozenset({staff().role})).member == staff()
    kinds = [c.kind for c in parts.credentials.of_subject("saltmarsh")]
    assert kinds.count(CredentialKind.STAFF_SESSION) == 1


def test_looking_at_a_sign_in_link_does_not_use_it_up(parts: SmallParts) -> None:
    token = sign_in_link(parts)

    for _ in range(50):
        check_sign_in(parts, token)

    assert enter_staff(parts, token)


def test_a_sign_in_link_is_too_old_after_a_quarter_of_an_hour(parts: SmallParts) -> None:
    token = sign_in_link(parts)
    parts.clock.move(minutes=15)

    with pytest.raises(LinkRefused) as refused:
        enter_staff(parts, token)

    assert refused.value.reason == "expired"


def test_staff_who_left_are_out_at_once(parts: SmallParts) -> None:
    inside = enter_staff(parts, sign_in_link(parts))

    parts.commit(parts.organisations.staff_saved(staff(active=False)))

    with pytest.raises(SignedOut):
        sit_as_staff(parts, inside, frozenset({staff().role}))


def test_asking_to_sign_in_says_the_same_to_a_stranger_and_mails_nobody(parts: SmallParts) -> None:
    sign_in_link(parts)

    ask_to_sign_in(parts, "stranger@example.org")
    ask_to_sign_in(parts, staff().email.upper())
    ask_to_sign_in(parts, staff().email)

    kinds = [task.kind for task in parts.tasks.of_subject("saltmarsh", f"STAFF#{staff().id}")]
    assert kinds == ["mail.sign_in"]
