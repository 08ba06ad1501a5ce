"""Every key of the table, in one place. Costly to change: see docs/adr/0002."""

from datetime import datetime

from chalicelib.storage.table import Key

META = "META"


def organisation(organisation_id: str) -> Key:
    return Key(f"ORG#{organisation_id}", META)


def evidence(organisation_id: str, evidence_id: str) -> Key:
    return Key(f"ORG#{organisation_id}", f"EVIDENCE#{evidence_id}")


def return_of_organisation(organisation_id: str, submitted_on: str, ref: str) -> Key:
    """From here retention finds everything that an organisation sent."""
    return Key(f"ORG#{organisation_id}", f"RETURN#{submitted_on}#{ref}")


def identifier(scheme: str, value: str) -> Key:
    return Key(f"IDENT#{scheme}#{value}", META)


def partnership(partnership_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", META)


def partnership_listed(partnership_id: str) -> Key:
    """The one list of partnerships, for schedules that look at each of them."""
    return Key("PARTNERSHIPS", f"PARTNERSHIP#{partnership_id}")


def member(partnership_id: str, organisation_id: str) -> Key:
    """An organisation as one partnership lists it."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"ORG#{organisation_id}")


def contact(partnership_id: str, organisation_id: str, contact_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"CONTACT#{organisation_id}#{contact_id}")


def call(partnership_id: str, organisation_id: str, call_id: str) -> Key:
    """A call or conversation: the partnership's own."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"CALL#{organisation_id}#{call_id}")


def called(partnership_id: str, organisation_id: str) -> Key:
    """What all calls with one organisation come to."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"CALLED#{organisation_id}")


def unsettled(partnership_id: str, organisation_id: str, contact_id: str) -> Key:
    """A contact whom staff have to put right: beside the contact itself, so that one query counts them."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"SETTLE#{organisation_id}#{contact_id}")


def circular(partnership_id: str, cycle_id: str, circular_id: str) -> Key:
    """One text that went to several organisations of a cycle."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"CIRCULAR#{cycle_id}#{circular_id}")


def staff(partnership_id: str, staff_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"STAFF#{staff_id}")


def cycle_of_partnership(partnership_id: str, cycle_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"CYCLE#{cycle_id}")


def own_set(partnership_id: str, framework_key: str) -> Key:
    """What a partnership has published as its own question set: a pointer to its content."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"FRAMEWORK#{framework_key}")


def draft(partnership_id: str, draft_id: str) -> Key:
    """What it is still working on."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"DRAFT#{draft_id}")


def address(email_hash: str, partnership_id: str, staff_id: str) -> Key:
    return Key(f"EMAIL#{email_hash}", f"STAFF#{partnership_id}#{staff_id}")


def cycle(cycle_id: str) -> Key:
    return Key(f"CYCLE#{cycle_id}", META)


def header(cycle_id: str, organisation_id: str, number: int) -> Key:
    return Key(f"CYCLE#{cycle_id}", f"RETURN#{organisation_id}#{number:02}")


def stated(cycle_id: str, organisation_id: str) -> Key:
    """What staff said of an organisation before a draw."""
    return Key(f"CYCLE#{cycle_id}", f"STATED#{organisation_id}")


def visit(ref: str, partnership_id: str) -> Key:
    """The one visit of a partnership to the organisation of a return. What is rated lies below it."""
    return Key(f"RETURN#{ref}#P#{partnership_id}", "VISIT#01")


def visit_rated(ref: str, partnership_id: str, criterion: str) -> Key:
    return Key(f"RETURN#{ref}#P#{partnership_id}", f"VISIT#01#RATED#{criterion}")


def visit_of_cycle(cycle_id: str, ref: str) -> Key:
    """The cycle's list of visits."""
    return Key(f"CYCLE#{cycle_id}", f"VISIT#{ref}")


def draw(cycle_id: str, number: int) -> Key:
    return Key(f"CYCLE#{cycle_id}", f"DRAW#{number:04}")


def last_visit(partnership_id: str, organisation_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"VISITED#{organisation_id}")


def hold(cycle_id: str, step: str, organisation_id: str) -> Key:
    """What staff hold back of a cycle's mail."""
    return Key(f"CYCLE#{cycle_id}", f"HOLD#{step}#{organisation_id}")


def mailed(cycle_id: str, step: str) -> Key:
    """How many mails of a step went out, by day."""
    return Key(f"CYCLE#{cycle_id}", f"MAILED#{step}")


def return_(ref: str) -> Key:
    return Key(f"RETURN#{ref}", META)


def answer(ref: str, criterion: str) -> Key:
    return Key(f"RETURN#{ref}", f"ANSWER#{criterion}")


def noted(ref: str, criterion: str) -> Key:
    """An answer in the working copy, which is the organisation's own."""
    return Key(f"RETURN#{ref}", f"WORKING#{criterion}")


def plan(ref: str, plan_id: str) -> Key:
    return Key(f"RETURN#{ref}", f"ACTION#{plan_id}")


def action_note(ref: str, plan_id: str) -> Key:
    """How an action goes, in the working copy. Named so that one query brings it along with the plan."""
    return Key(f"RETURN#{ref}", f"ACTION_NOTE#{plan_id}")


def submission(ref: str, number: int) -> Key:
    return Key(f"RETURN#{ref}", f"SUBMISSION#{number:02}")


def comments(ref: str) -> Key:
    """All comments of a return: its organisation's own."""
    return Key(f"RETURN#{ref}", "COMMENTS")


def activity(ref: str) -> Key:
    """When each person last opened it, beside META so that nobody who reads for approval is disturbed."""
    return Key(f"RETURN#{ref}", "ACTIVITY")


def of_partnership(ref: str, partnership_id: str) -> str:
    """The partition of whatever one partnership holds on a return, and no other may see."""
    return f"RETURN#{ref}#P#{partnership_id}"


def review(ref: str, partnership_id: str, reviewer: str, criterion: str) -> Key:
    return Key(of_partnership(ref, partnership_id), f"REVIEW#{reviewer}#{criterion}")


def reviewing(partnership_id: str, cycle_id: str, ref: str) -> Key:
    """Where a return's review stands. In the partnership's partition: one query finds those of a cycle."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"REVIEWING#{cycle_id}#{ref}")


def feedback(ref: str, partnership_id: str, number: int) -> Key:
    return Key(of_partnership(ref, partnership_id), f"FEEDBACK#{number:02}")


def feedback_draft(ref: str, partnership_id: str) -> Key:
    """Beside what was sent, under a name that no query for that brings along."""
    return Key(of_partnership(ref, partnership_id), "FEEDBACK_DRAFT")


def replies(ref: str, partnership_id: str) -> Key:
    return Key(of_partnership(ref, partnership_id), "REPLIES")


def talk(partnership_id: str, ref: str) -> Key:
    """Somebody asks to be rung, and nobody has talked with them yet."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"TALK#{ref}")


def talk_had(partnership_id: str, ref: str, asked_at: datetime) -> Key:
    return Key(of_partnership(ref, partnership_id), f"TALK#{asked_at.isoformat(timespec='milliseconds')}")


def paragraph(partnership_id: str, paragraph_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"PARAGRAPH#{paragraph_id}")


def training(partnership_id: str, training_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"TRAINING#{training_id}")


def figures(cycle_id: str) -> Key:
    """The figures that feedback of a cycle may show, taken once."""
    return Key(f"CYCLE#{cycle_id}", "FIGURES")


def challenge(ref: str, partnership_id: str, challenge_id: str) -> Key:
    return Key(of_partnership(ref, partnership_id), f"CHALLENGE#{challenge_id}")


def interests(partnership_id: str, reviewer: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"INTERESTS#{reviewer}")


def themes(partnership_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", "THEMES")


def sector_counts(partnership_id: str, cycle_id: str, sector: str, framework: str) -> Key:
    """Counted when reviews are given out and finished: a page about one return reads no others."""
    return Key(f"PARTNERSHIP#{partnership_id}", f"SECTORCOUNTS#{cycle_id}#{sector}#{framework}")


def credential(token_hash: str) -> Key:
    return Key(f"CRED#{token_hash}", META)


def credential_of(subject: str, token_hash: str) -> Key:
    """Revocation and retention find a subject's credentials here."""
    return Key(f"LOG#{subject}", f"CRED#{token_hash}")


def event(subject: str, at: datetime, unique: str) -> Key:
    return Key(f"LOG#{subject}", f"EVENT#{at.isoformat(timespec='milliseconds')}#{unique}")


def trail(partnership_id: str, month: str) -> str:
    """The partition of a month of a partnership's trail."""
    return f"TRAIL#{partnership_id}#{month}"


def trail_line(partnership_id: str, month: str, at: datetime, unique: str) -> Key:
    return Key(trail(partnership_id, month), f"EVENT#{at.isoformat(timespec='milliseconds')}#{unique}")


def export(partnership_id: str, export_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"EXPORT#{export_id}")


def retention(partnership_id: str) -> Key:
    """How long a partnership keeps what."""
    return Key(f"PARTNERSHIP#{partnership_id}", "RETENTION")


def held(partnership_id: str, what: str, id_: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", f"HELD#{what}#{id_}")


def data_protection(partnership_id: str) -> Key:
    return Key(f"PARTNERSHIP#{partnership_id}", "DATA_PROTECTION")


def task(partnership_id: str, subject: str, intent: str) -> Key:
    return Key(f"TASK#{partnership_id}#{subject}", intent)
