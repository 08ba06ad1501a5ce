"""The three documents, section by section."""

from chalicelib.domain.starter_pack import (
    GAP,
    Facts,
    Paper,
    Section,
    people,
    periods,
    processors,
    said,
    sessions,
    who_sees,
)


def sections(paper: Paper, facts: Facts) -> tuple[Section, ...]:
    """The document, without its title."""
    return {Paper.DPIA: _dpia, Paper.NOTICE: _notice, Paper.REQUESTS: _requests}[paper](facts)


def _who(facts: Facts) -> Section:
    told, partnership = facts.told, facts.partnership
    return Section(
        "Who is responsible",
        headings=("", ""),
        rows=(
            ("Partnership", partnership.name),
            ("Controller or joint controllers", said(told.controller, "the legal bodies, with addresses")),
            ("Data protection officer", said(told.officer, "name and address")),
            ("To reach them", said(told.officer_email, "email address")),
            ("Questions about the self-assessment", f"{partnership.help_name}, {partnership.help_phone}"),
        ),
    )


def _dpia(facts: Facts) -> tuple[Section, ...]:
    return (
        Section(
            "How to use this",
            (
                "This begins as the service is. Everything in square brackets is yours to fill in or confirm."
                " Whether an assessment is required, and whether the risks that are left are acceptable, you"
                " decide with your data protection officer. It is no legal advice.",
            ),
        ),
        _who(facts),
        Section(
            "What it is, and why",
            (
                f"{facts.partnership.name} asks organisations in its area how well they keep children safe,"
                " reads what they answer, gives feedback and reports what the area can learn.",
                f"Purpose and need: [{GAP}why your partnership does this, and since when]",
            ),
        ),
        people(facts),
        Section(
            "Lawfulness",
            (
                "Lawful basis: "
                + said(
                    facts.told.basis, "usually public task, Article 6(1)(e), with the duty that you act on"
                ),
                "No data about health, ethnicity, beliefs or offences is asked for. It may come in free text:"
                f" [{GAP}your condition under Article 9 and Schedule 1, or how you keep it out]",
                f"Is it necessary and proportionate? [{GAP}why less would not do: fewer questions, ratings"
                " only, fewer contacts]",
                "Already in place for that: organisations are asked only what applies to them; a cycle can"
                " leave notes and evidence with the organisation; evidence can be a title and a place instead"
                " of a file.",
                f"Who was consulted: [{GAP}organisations, staff, your data protection officer]",
            ),
        ),
        who_sees(facts),
        processors(facts),
        periods(facts),
        Section(
            "How it is protected",
            bullets=(
                "In transit by TLS; at rest by encryption of database and files.",
                "Organisations come in by a link with 256 random bits, of which only a hash is stored;"
                " a cycle"
                " can ask for a code by email each time as well.",
                f"Sessions end: {sessions()['organisation']} for organisations; for staff after"
                f" {sessions()['staff']}.",
                "Staff sign in by a single-use link to an address on the staff list"
                + (f", or through {facts.provider}." if facts.provider else "; no passwords are kept."),
                "Roles (coordinator, reviewer, scrutineer) are checked in one place; what staff change stands"
                " on a trail that nobody can edit.",
                "Each function of the service may do only what it needs. Logs hold no names or answers.",
                "Uploads are checked for size, type and content"
                + (
                    " and scanned for malware."
                    if facts.scans
                    else f". [{GAP}malware scanning is switched off]"
                ),
            ),
        ),
        Section(
            "Risks",
            ("Likelihood and severity are yours to judge; the measures are what the service does.",),
            headings=("Risk", "Measures in place", "Likelihood, severity", "What else you do"),
            rows=tuple(
                (risk, measures, f"[{GAP}judge]", f"[{GAP}or nothing more]") for risk, measures in _RISKS
            ),
        ),
        Section(
            "Decision",
            headings=("", ""),
            rows=(
                ("Advice of the data protection officer", f"[{GAP}advice, and date]"),
                ("Accepted by", f"[{GAP}name, role, date]"),
                ("To be reviewed", f"[{GAP}date, at the latest before the next cycle]"),
            ),
        ),
    )


_RISKS = (
    (
        "A child or family is named in an answer or file",
        "Forms and mails ask not to; what looks like it is pointed out before a file is added; reports name"
        " nobody",
    ),
    (
        "A link is forwarded or read by somebody else",
        "Whoever opens it says who they are; links can be revoked; a code by email can be asked for; a"
        " link to"
        " answer parts opens only those",
    ),
    (
        "An account of staff is misused",
        "Single-use links; sessions that end; sign out everywhere; a trail; roles",
    ),
    (
        "An organisation is known again in a published figure",
        "Groups of at least 10, no count near none or all, figures frozen once a cycle",
    ),
    ("Mail goes to the wrong person", "Bounces are shown to staff; mails say “Not you? Tell us who”"),
    ("Records are kept too long", "Periods, a nightly job, and a page that shows what goes"),
    (
        "Records are lost",
        "Database restorable to any second of 35 days; files keep versions; the stores refuse deletion",
    ),
    (
        "People feel judged, and answer less honestly",
        "Supportive wording; comments stay inside; a cycle can leave notes with the organisation",
    ),
)


def _notice(facts: Facts) -> tuple[Section, ...]:
    return (
        Section(
            "About this notice",
            (
                f"{facts.partnership.name} asks organisations in its area how well they keep children safe."
                " This notice says what happens to the data of people who take part. Publish it, and give its"
                f" address to those you ask. It is at: {said(facts.told.notice_url, 'where you publish it')}",
            ),
        ),
        _who(facts),
        people(facts),
        Section(
            "Why we may",
            (
                said(
                    facts.told.basis, "your lawful basis, usually public task, Article 6(1)(e), and the duty"
                ),
                "We make no decisions about anybody by machine, and we sell nothing.",
            ),
        ),
        who_sees(facts),
        processors(facts),
        periods(facts),
        Section(
            "Outside the United Kingdom",
            (
                f"It is stored in the region {facts.region} of Amazon Web Services."
                + (
                    " That is London."
                    if facts.region == "eu-west-2"
                    else f" [{GAP}where that is, and safeguards]"
                ),
            ),
        ),
        Section(
            "Your rights",
            (
                "You may ask to see what we hold about you, to have it put right or deleted, to have its use"
                " limited, and you may object to it. Ask the data protection officer above, or"
                f" {facts.partnership.help_name}, {facts.partnership.help_email}. We answer within a month.",
                "You may complain to the Information Commissioner’s Office: ico.org.uk/make-a-complaint.",
            ),
        ),
    )


def _requests(facts: Facts) -> tuple[Section, ...]:
    return (
        Section(
            "What this is",
            (
                "How staff handle a request: by a person to see their data, by anybody under the Freedom of"
                " Information Act, or by an organisation, a review or a court. Adapt it to your council’s own"
                f" procedure: [{GAP}its name, and where it is]",
            ),
        ),
        _who(facts),
        Section(
            "Straight away",
            bullets=(
                "Write down when it came and from whom, and pass it to your data protection officer"
                " or information team the same day.",
                "Hold the records, so that the nightly job does not delete them while the request runs:"
                " Settings, How long records are kept, Hold.",
                "Check who asks, before anything about a person is given out.",
                "Days run from receipt: a month for a person’s own data; 20 working days under the Freedom of"
                f" Information Act. [{GAP}your internal deadlines]",
            ),
        ),
        Section(
            "Finding it",
            bullets=(
                "Everything on one organisation: Trail, filtered to the organisation, then “Everything"
                " that we"
                " hold”. It makes a ZIP with what this partnership may read, as documents and as data.",
                "One person: their contact entry, returns they worked on (the people of a return), mails to"
                " them (Exports, Mail and calls), notes of calls, the trail. Search each export for"
                " their name"
                " and address.",
                "Not in the service: mail in your own mailboxes, notes on paper, files that staff downloaded."
                f" [{GAP}where else you look]",
                "What cannot be had: the notes and evidence that a cycle leaves to organisations. The"
                " partnership cannot read them; refer the request to the organisation.",
            ),
        ),
        Section(
            "Before it goes out",
            bullets=(
                "Read all of it. Black out what is about others: reviewers’ names where that is right,"
                " colleagues, anybody named in free text.",
                "Under the Freedom of Information Act think about sections 21 (available elsewhere), 22"
                " (to be"
                " published), 31 and 36 (frankness of self-assessment), 40 (personal data), 41 (given in"
                f" confidence), 43 (commercial). Which holds is a decision: [{GAP}who decides]",
                "Ask the organisation what it thinks before its return is given out; the decision stays"
                " yours.",
                "A report that counts organisations in groups can be given out. Do not answer a request"
                " by new"
                " counts of small groups: together with the report they can identify somebody.",
            ),
        ),
        Section(
            "Putting right and deleting",
            bullets=(
                "Contacts: on the organisation’s page; changes hold at once and stand on the trail.",
                "Answers: while a return is open, its organisation changes them. After that, open it"
                " again; the"
                " submitted copy before stays as it was, until its period ends.",
                f"Deleting before its period: [{GAP}ask whoever operates the service; who may decide]",
            ),
        ),
        periods(facts),
        Section(
            "Log of requests",
            ("Keep one line for each.",),
            headings=("Received", "From", "About", "Due", "Decided by", "Answered"),
            rows=(("", "", "", "", "", ""), ("", "", "", "", "", "")),
        ),
    )
