"""Whether a reference and a check code belong together, and nothing else, whoever asks."""

import re

import pytest

from chalicelib.domain.credentials import hash_of
from chalicelib.services.links import mint
from chalicelib.services.reopening import reopen
from chalicelib.services.submitting import latest_submission
from tests.support.answered import resubmitted, submitted_return
from tests.support.builders import LEAD
from tests.support.counting import CountingTable
from tests.support.mail import posting_parts, queued, work

YES, NO = "belong together", "do not belong together"


@pytest.fixture
def made(parts):
    return submitted_return(parts)


def code_of(parts, made):
    return latest_submission(parts, made.ref).sha256


def check(browser, reference, code):
    return browser.get("/verify", reference=reference, code=code)


def spaced(code):
    return " ".join(code[place : place + 4] for place in range(0, 64, 4))


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code,
        lambda code: code[:8],
        lambda code: f"  {code[:8].upper()} ",
        lambda code: f"SHA-256 {code}",
        lambda code: f"sha256: {spaced(code).upper()}",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: spaced(code).replace(" ", "-"),
    ],
)
def test_the_code_of_a_copy_however_it_is_typed(parts, browser, made, typed):
    page = check(browser, made.ref.lower().replace("-", " "), typed(code_of(parts, made)))
    assert YES in page.text
    assert NO not in page.text
    assert "a self-assessment that was submitted" in page.text


def test_every_version_counts_and_none_is_told_from_another(parts, browser, made):
    first = code_of(parts, made)
    reopen(parts, "saltmarsh", made.ref, "s-coordinator", "A mistake")
    resubmitted(parts, made.ref)
    second = code_of(parts, made)
    assert first != second
    assert main(check(browser, made.ref, first), first) == main(check(browser, made.ref, second), second)


def main(page, *typed):
    """What it answers, without what was typed."""
    assert page.status == 200
    for each in typed:
        page_text = page.body.replace(each, "…")
        page = type(page)(page.path, page.status, page.headers, page_text)
    return page.body


@pytest.mark.parametrize(
    "code", ["0" * 64, "0" * 8, "abc", "<b>", "x" * 5_000, "-", "RETURN#", "sha-256", "0ad28afa" * 9]
)
def test_a_wrong_code_and_an_unknown_reference_are_answered_alike(parts, browser, made, code):
    wrong = check(browser, made.ref, code)
    assert NO in wrong.text
    unknown = check(browser, "ZZZ-ZZZ", code)
    assert main(wrong, made.ref) == main(unknown, "ZZZ-ZZZ")


def test_neither_answer_names_the_organisation_or_the_partnership(parts, browser, made):
    for code in (code_of(parts, made), "0" * 64):
        body = check(browser, made.ref, code).body
        for name in (made.organisation_name, "Saltmarsh", "Harriet", "2027"):
            assert name not in body


def test_a_code_shorter_than_eight_characters_is_nobodys(parts, browser, made):
    assert NO in check(browser, made.ref, code_of(parts, made)[:7]).text


def test_the_code_of_another_return_does_not_belong(parts, browser, made):
    assert NO in check(browser, "K7P-224", code_of(parts, made)).text


def test_a_mail_is_known_by_the_code_at_its_end(parts, browser, made):
    parts.compose = posting_parts().compose
    queued(parts, "mail.new_link", made.ref, person=LEAD.id)
    work(parts)
    mail = next(m for m in parts.sender.sent if m.subject == "Your new link")
    reference, code = re.search(r"reference is (\S+) and its check code is (\w+)\.", mail.text).groups()
    page = check(browser, reference, code)
    assert YES in page.text
    assert "an email that we sent" in page.text


def test_the_code_of_a_mail_never_passes_for_that_of_a_copy(parts, browser, made):
    """Whoever has a link knows its hash, and could print it on a page of their own."""
    token, writes = mint(parts, made.ref, LEAD.id)
    parts.commit(writes)
    assert "a self-assessment that was submitted" not in check(browser, made.ref, hash_of(token)).text


def test_both_are_needed_and_kept(parts, browser, made):
    page = check(browser, made.ref, "")
    assert page.errors == ["Enter the check code, or its first 8 characters, like 0ad28afa"]
    assert page.fields("/verify")["reference"] == made.ref
    assert browser.get("/verify", code="0ad28afa").errors == ["Enter the reference, like K7P-2QX"]
    assert browser.get("/verify").errors == []


def test_looking_changes_nothing_and_always_costs_the_same(parts, browser, made):
    counting = CountingTable(parts.table)
    for store in (parts.returns, parts.credentials):
        store._table = counting
    costs = set()
    for reference, code in [
        (made.ref, code_of(parts, made)),
        (made.ref, "0" * 64),
        ("ZZZ-ZZZ", "0" * 64),
        ("x" * 5_000, "?"),
    ]:
        counting.reset()
        check(browser, reference, code)
        costs.add((counting.reads, counting.writes))
    assert costs == {(2, 0)}


def test_the_page_says_where_our_links_start(browser):
    assert "our links start with https://audit.example.org/api/" in browser.get("/verify").text
