"""Every mail: its subject, its one link, its ending, and the same words in both of its bodies."""

import re
from datetime import UTC, date, datetime
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError

from chalicelib.emails import messages, wording
from chalicelib.emails.messages import MESSAGES, compose
from chalicelib.emails.templates import FOLDER, environment
from chalicelib.services.mailing import MAILS
from chalicelib.services.ports import Letter
from tests.support.builders import partnership
from tests.support.html import NOT_FOR_ORGANISATIONS, elements, parse

UNHURRIED = settings(deadline=None)  # the machine may be busy

LINK = "https://audit.example.org/api/i/" + "t0ken-" * 7
OTHER = LINK.replace("t0", "t1")
DUE, CLOSES = date(2027, 3, 19), date(2027, 4, 2)
LEFT = {"minutes": 42, "next_standard": "Safer recruitment", "due_on": DUE}
FACTS: dict[str, dict[str, Any]] = {
    "heads_up": {"minutes": 118, "opens_on": date(2027, 1, 12), "due_on": DUE},
    "invitation": {"minutes": 118, "due_on": DUE},
    "reminder_not_opened": {"minutes": 118, "due_on": DUE},
    "reminder_started": {"done": 7, "total": 12, **LEFT},
    "reminder_nearly_due": {**LEFT, "until": CLOSES},
    "reminder_just_past": {**LEFT, "until": CLOSES},
    "several": {
        "returns": (
            {"due_on": DUE, "past": False, "minutes": 42, "begun": True, "link": LINK},
            {"due_on": CLOSES, "past": True, "minutes": 118, "begun": False, "link": OTHER},
        )
    },
    "offer_to_talk": {"minutes": 64, "due_on": DUE},
    "approvers_help": {"lead": "Lena Lead", "due_on": DUE},
    "chair": {
        "lead": "Lena Lead",
        "invited_on": date(2027, 1, 12),
        "due_on": DUE,
        "wrote_on": (date(2027, 2, 2), date(2027, 3, 16)),
        "rang_on": date(2027, 4, 1),
    },
    "approval": {"lead": "Lena Lead", "again": False, "due_on": DUE},
    "approval_reminder": {
        "lead": "Lena Lead",
        "own": False,
        "again": False,
        "due_on": DUE,
        "asked_on": date(2027, 3, 4),
    },
    "receipt": {
        "approver": "Harriet Head",
        "to_approver": False,
        "own": False,
        "again": False,
        "closes_on": CLOSES,
    },
    "sent_back": {"approver": "Harriet Head", "not_me": False, "due_on": DUE},
    "question": {
        "approver": "Harriet Head",
        "asked_by": "Rowan Reviewer",
        "titles": ("Somebody senior leads", "Everybody is trained"),
        "due_on": DUE,
    },
    "feedback": {
        "read_by": "Priya Shah, reviewer",
        "automatic": False,
        "again": False,
        "strength": "Your governors ask about it each term.",
    },
    "barrier_reply": {},
    "contributor": {"lead": "Lena Lead", "titles": ["Training", "Hiring"], "minutes": 24, "due_on": DUE},
    "reader": {"lead": "Lena Lead", "submitted": False},
    "successor": {"before": "Lena Lead", "submitted": False, "due_on": DUE},
    "part_finished": {"colleague": "Cy", "is_reader": False, "answered": 9, "total": 10, "comments": 0},
    "code": {"digits": "012345", "until": datetime(2027, 3, 19, 14, 12, tzinfo=UTC)},
    "new_link": {},
    "circular": {
        "heading": ["Would it help to talk?"],
        "said": ["We can ring you.", "Any day this week."],
        "by": "Corin Coordinator",
    },
    "staff_sign_in": {"expires_at": datetime(2027, 3, 19, 14, 17, tzinfo=UTC)},
}
# The other ways that a mail can go.
VARIANTS = [
    ("reminder_started", {"done": 0}),
    ("reminder_started", {"done": 12, "next_standard": ""}),
    ("reminder_nearly_due", {"next_standard": "", "until": None}),
    ("reminder_just_past", {"next_standard": "", "until": None}),
    ("reminder_just_past", {"asked_next": "Harriet Head", "asked_from": date(2027, 3, 30)}),
    ("chair", {"lead": "", "wrote_on": (), "rang_on": None}),
    ("approval", {"lead": ""}),
    ("approval_reminder", {"lead": ""}),
    ("approval", {"again": True}),
    ("approval_reminder", {"own": True}),
    ("approval_reminder", {"again": True}),
    ("receipt", {"again": True}),
    ("receipt", {"to_approver": True}),
    ("receipt", {"to_approver": True, "own": True}),
    ("contributor", {"lead": "", "titles": ["Training"]}),
    ("reader", {"lead": "", "submitted": True}),
    ("feedback", {"again": True}),
    ("feedback", {"automatic": True, "read_by": "", "strength": ""}),
    ("successor", {"before": "", "submitted": True}),
    ("part_finished", {"answered": 10}),
    ("part_finished", {"answered": 1, "total": 1}),
    ("part_finished", {"is_reader": True}),
    ("part_finished", {"is_reader": True, "comments": 1}),
    ("heads_up", {"everything": False}),
    ("sent_back", {"not_me": True}),
    ("question", {"titles": ("Somebody senior leads",), "approver": ""}),
]
LINKLESS = ("heads_up", "code", "approvers_help", "chair")
EVERY = [*((name, {}) for name in FACTS), *VARIANTS]
HOSTILE = [
    "<script>alert(1)</script>",
    'O\'Brien & "Sons" <b>',
    "Line\r\nBcc: everybody@example.org\n\nhttps://evil.example.org",
    "Go to www.evil.example.org/login now",
    "{{ partnership }} {% raw %}",
    "Gwenllïan Ŵyn · 王小明 · محمد 👩🏽‍🏫",
    "x" * 5_000,
    "",
]


def composed(message: str, *, name="Lena Lead", organisation="Saltmarsh Primary", **changes):
    facts = {**FACTS[message], **changes}
    if message == "several":
        facts["returns"] = tuple({**each, "organisation": organisation} for each in facts["returns"])
    elif message != "staff_sign_in":
        facts["organisation"] = organisation
    linkless = message in LINKLESS
    letter = Letter(
        partnership=partnership(),
        name=name,
        public_url="https://audit.example.org/api",
        reference="" if message in ("heads_up", "staff_sign_in") else "K7P-2QX",
        code="0ad28afa",
        link="" if linkless else LINK,
    )
    return compose(message, {"letter": letter, **facts})


def words(text: str) -> list[str]:
    return text.split()


def words_of_html(html: str) -> list[str]:
    (body,) = elements(parse(html), "body")
    return words(" ".join(_texts(body)))


def _texts(element: Element):
    """Inline elements do not part words; blocks and breaks do."""
    if element.tag in ("p", "br", "hr"):
        yield "\n"
    own = (element.text or "") + "".join(
        "".join(_texts(child)) + (child.tail or "") for child in element if isinstance(child.tag, str)
    )
    yield own


def links_in(message):
    """What it shows, each alone on its line."""
    return [] if message in LINKLESS else [LINK, OTHER] if message == "several" else [LINK]


def links(html: str) -> list[str]:
    return [str(a.get("href")) for a in elements(parse(html), "a")]


def test_every_mail_of_the_queue_has_its_message_and_every_message_its_templates():
    sign_in = {"mail.sign_in": "mail.staff_sign_in"}
    in_words_of_others, in_place_of_others = {"mail.cycle_test"}, {"several"}
    assert {sign_in.get(kind, kind) for kind in MAILS} - in_words_of_others == {
        f"mail.{message}" for message in MESSAGES if message not in in_place_of_others
    }
    assert set(MESSAGES) == set(FACTS) == {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}
    for folder in FACTS:
        assert {f.name for f in (FOLDER / folder).iterdir()} == {"subject.txt", "body.txt", "body.html"}


@pytest.mark.parametrize(
    ("message", "changes", "subject"),
    [
        ("heads_up", {}, "Your safeguarding self-assessment opens on 12 January"),
        ("invitation", {}, "Your safeguarding self-assessment: please send by 19 March"),
        ("reminder_not_opened", {}, "Is this for you?"),
        ("reminder_started", {}, "You have done 7 of 12"),
        ("reminder_started", {"done": 0}, "Your safeguarding self-assessment: about 40 minutes to go"),
        ("reminder_nearly_due", {}, "Due on Friday 19 March"),
        ("reminder_just_past", {}, "We have not had your return yet"),
        ("approval", {}, "Please read and approve Saltmarsh Primary’s self-assessment"),
        ("approval_reminder", {}, "Reminder: please read and approve Saltmarsh Primary’s self-assessment"),
        ("receipt", {}, "Received, reference K7P-2QX"),
        ("sent_back", {}, "Harriet Head asks for some changes"),
        ("sent_back", {"not_me": True}, "Somebody else needs to approve Saltmarsh Primary’s self-assessment"),
        ("question", {}, "A question about 2 of your answers"),
        ("question", {"titles": ("Somebody senior leads",)}, "A question about one of your answers"),
        ("feedback", {}, "Your feedback is ready"),
        ("several", {}, "2 safeguarding self-assessments wait for you"),
        ("feedback", {"again": True}, "Your feedback has changed"),
        ("barrier_reply", {}, "A reply to what is in your way"),
        ("contributor", {}, "Lena Lead asked you to answer 2 parts"),
        ("contributor", {"lead": "", "titles": ["Training"]}, "A colleague asked you to answer 1 part"),
        ("reader", {}, "Lena Lead asked you to read Saltmarsh Primary’s self-assessment"),
        ("successor", {}, "Lena Lead handed Saltmarsh Primary’s self-assessment over to you"),
        ("part_finished", {}, "Cy has finished their part"),
        ("part_finished", {"is_reader": True}, "Cy has read your self-assessment"),
        ("code", {}, "Your code"),
        ("new_link", {}, "Your new link"),
        ("circular", {}, "Would it help to talk?"),
        ("staff_sign_in", {}, "Your sign-in link"),
    ],
)
def test_subjects(message, changes, subject):
    assert composed(message, **changes)[0] == subject


@pytest.mark.parametrize(("message", "changes"), EVERY)
def test_both_bodies_say_the_same(message, changes):
    _, text, html = composed(message, **changes)
    assert words_of_html(html) == words(text)


@pytest.mark.parametrize(("message", "changes"), EVERY)
def test_it_has_one_link_alone_on_its_line_or_none_before_there_is_anything_to_do(message, changes):
    _, text, html = composed(message, **changes)
    expected = links_in(message)
    assert [line for line in text.splitlines() if "://" in line] == expected
    assert [link for link in links(html) if not link.startswith("mailto:")] == expected
    for link in expected:  # between empty lines: nothing sticks to it
        assert f"\n\n{link}\n\n" in text
    assert "<img" not in html
    assert html.count("://") == 2 * len(expected)


@pytest.mark.parametrize(("message", "changes"), EVERY)
def test_it_greets_by_name_and_ends_with_a_person_and_the_four_things_to_know(message, changes):
    _, text, _ = composed(message, **changes)
    assert text.startswith("Hello Lena Lead,\n\n")
    ending = text[text.index("Questions?") :]
    assert "ring Corin Coordinator on 01632 960001." in ending
    assert "Not you? Tell us who: reply, write to audit@saltmarsh.example.org or ring 01632 960001." in ending
    assert "Is this email real?" in ending
    assert "Worried about a child now? Ring 01632 960999." in ending
    assert ending.endswith("\nCorin Coordinator\nSaltmarsh Safeguarding Children Partnership\n01632 960001")
    if message not in ("heads_up", "staff_sign_in", "approvers_help", "chair"):
        assert "Its reference is K7P-2QX and its check code is 0ad28afa. " in ending
        assert "Type audit.example.org/api/verify into your browser and enter both there" in ending


@pytest.mark.parametrize(("message", "changes"), EVERY)
def test_it_is_kind_and_well_set(message, changes):
    subject, text, html = composed(message, **changes)
    for said in (subject, text, html):
        assert not NOT_FOR_ORGANISATIONS.search(said)
        assert not re.search(r"\b(overdue|must|urgent(ly)?|immediately|deadline|comply|dear)\b", said, re.I)
        assert "'" not in said.replace(LINK, ""), "a typewriter apostrophe"
    assert not re.search(r"[ \t]\n|\n{3,}| {2}", text)
    assert len(subject) <= 78
    parse(html)
    assert '<html lang="en-GB">' in html
    assert f"<title>{subject}</title>" in html.replace("&#39;", "'")


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("message", FACTS)
def test_names_are_shown_and_do_nothing(message, hostile):
    facts = ("lead", "approver", "asked_by", "before", "colleague")
    people = {fact: hostile for fact in facts if fact in FACTS[message]}
    subject, text, html = composed(message, name=hostile, organisation=hostile, **people)
    assert "\n" not in subject
    assert "\r" not in subject + text
    assert words_of_html(html) == words(text)
    assert [line for line in text.splitlines() if "://" in line] == links_in(message)
    assert elements(parse(html), "script", "b") == []
    assert "evil.example" not in subject + text + html
    assert "Bcc:" not in [line[:4] for line in text.splitlines()]
    assert len(text) < 6_000


def test_a_code_stands_alone_on_its_line_and_not_in_the_subject():
    subject, text, html = composed("code")
    assert "\n\n012345\n\n" in text
    assert "012345" in html
    assert "012345" not in subject


def test_a_fact_that_is_missing_is_noticed():
    with pytest.raises(TypeError):
        messages.invitation(Letter(partnership=partnership(), name="", public_url=""), organisation="x")
    with pytest.raises(UndefinedError):
        environment().get_template("invitation/body.txt").render(name="x")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "about 5 minutes"),
        (17, "about 15 minutes"),
        (49, "about 50 minutes"),
        (55, "about an hour"),
        (88, "about an hour and a half"),
        (118, "about 2 hours"),
        (140, "about 2 and a half hours"),
    ],
)
def test_times_are_said_as_people_say_them(minutes, said):
    assert wording.about(minutes) == said


@pytest.mark.parametrize("usual", ["St Mary’s C of E Primary", "Dr J Smith-Jones", "Head/DSL", "Ysgol Tŷ-Du"])
def test_usual_names_stay_as_they_are(usual):
    assert wording.name(usual) == usual


@UNHURRIED
@given(st.text(max_size=300))
def test_a_name_is_always_one_printable_line_without_links(typed):
    said = wording.name(typed)
    assert said == said.strip()
    assert all(letter.isprintable() for letter in said)
    assert len(said) <= wording.LONGEST_NAME
    assert not re.search(r"\w(://|[.@])\w", said)
