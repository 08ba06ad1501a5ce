"""Files: the bucket's form, what is refused and in which words, and who may open them."""

import hashlib

import pytest

from chalicelib.domain import objects
from chalicelib.domain.evidence import EvidenceState
from chalicelib.handlers import cookies
from chalicelib.services.approval import send_for_approval
from tests.support.answered import answered_return
from tests.support.builders import APPROVER, LEAD, PROFILE, session, stored_return
from tests.support.uploads import EXE, PDF, PNG, POLICY_TEXT, office, old_office, pdf, word

CRITERION = "S01-01"


@pytest.fixture
def made(parts):
    return stored_return(parts, profile=PROFILE)


@pytest.fixture
def lead(parts, browser, made):
    browser.cookies[cookies.for_return(made.ref)] = session(parts, made)
    return browser


@pytest.fixture
def upload(lead, made):
    """The page with the file's form, after the title was given."""
    form = lead.get(f"/r/{made.ref}/evidence/add/file", **{"for": CRITERION})
    return lead.follow(lead.submit(form, f"/r/{made.ref}/evidence/add/file", title="Our policy"))


def the_item(parts, made):
    return parts.evidence.of_organisation(made.organisation_id)[0]


def arrive(parts, made, content, name="policy.pdf"):
    """What the bucket does when a browser posts the form."""
    key = objects.upload(made.organisation_id, the_item(parts, made).id)
    parts.files.put(key, content, "application/octet-stream")
    parts.files.names[key] = name
    return key


def next_page(parts, made):
    return f"/r/{made.ref}/evidence/{the_item(parts, made).id}/uploaded"


def look(lead, parts, made):
    return lead.get(next_page(parts, made), **{"for": CRITERION})


def used(parts, made):
    return next((a.evidence for a in parts.returns.whole(made.ref).answers), frozenset())


def test_the_form_goes_straight_to_the_bucket_under_a_key_of_ours(parts, upload, made):
    found = the_item(parts, made)
    assert found.state is EvidenceState.EXPECTED
    assert f'value="evidence/org001/{found.id}"' in upload.body
    back = f"https://audit.example.org/api{next_page(parts, made)}?for={CRITERION}"
    assert f'name="success_action_redirect" value="{back}"' in upload.body
    policy = upload.headers["Content-Security-Policy"]
    assert "form-action 'self' https://bucket.example.org" in policy
    assert "connect-src 'self' https://bucket.example.org" in policy
    assert 'name="form_token"' not in upload.body.split('action="https://bucket')[1].split("</form>")[0]


def test_a_file_is_looked_at_then_added(parts, lead, upload, made):
    key = arrive(parts, made, PDF)
    before = dict(parts.table.items)
    page = look(lead, parts, made)
    assert page.h1 == "Is this the right file?"
    assert "policy.pdf" in page.text
    assert parts.table.items == before
    answer = lead.submit(page, next_page(parts, made))
    assert answer.location == f"/r/{made.ref}/criteria/{CRITERION}"
    found = the_item(parts, made)
    assert found.state is EvidenceState.READY
    assert found.file.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (found.file.key, found.file.version_id, found.file.size) == (key, "v1", len(PDF))
    assert found.file.content_type == "application/pdf"
    assert used(parts, made) == {found.id}


def test_adding_twice_adds_once(parts, lead, upload, made):
    arrive(parts, made, PDF)
    page = look(lead, parts, made)
    answers = [lead.submit(page, next_page(parts, made)) for _ in range(2)]
    assert {a.location for a in answers} == {f"/r/{made.ref}/criteria/{CRITERION}"}
    assert len(used(parts, made)) == 1


REFUSED = {
    "0 bytes": (b"", "policy.pdf", "The selected file is empty"),
    "too large": (b"%PDF-" + b"a" * (20 * 1024 * 1024), "policy.pdf", "must be smaller than 20MB"),
    "another type": (b"\0\0 ftyp", "film.mp4", "must be a PDF, Word, Excel"),
    "mislabelled": (PNG, "policy.pdf", "is not what its name says"),
    "program": (EXE, "policy.exe.pdf", "is a program"),
    "macros": (office("word", "word/vbaProject.bin"), "policy.docx", "is a program or has macros"),
    "password, called PDF": (old_office("EncryptedPackage"), "policy.pdf", "is not what its name says"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not_be_kept_is_refused_in_its_own_words(parts, lead, upload, made, case):
    content, name, words = REFUSED[case]
    arrive(parts, made, content, name)
    page = look(lead, parts, made)
    assert page.status == 400
    assert page.h1 == "Upload a file"
    assert words in page.errors[0]
    token = page.fields(f"/r/{made.ref}/finish")["form_token"]
    posted = lead.post(next_page(parts, made), {"form_token": token, "_for": CRITERION})
    assert words in posted.errors[0]
    assert the_item(parts, made).state is EvidenceState.EXPECTED
    assert used(parts, made) == set()


def test_nothing_arrived(parts, lead, upload, made):
    page = look(lead, parts, made)
    assert page.errors == ["Your file has not arrived. Select it again, then press “Upload”"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\fakepath\\policy.pdf", "policy.pdf"),
        ("../../x<script>.pdf", "x<script>.pdf"),
        ('a"; filename=evil.exe\r\n.pdf', 'a"; filename=evil.exe.pdf'),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("", "Our policy.pdf"),
    ],
)
def test_hostile_names_do_no_harm(parts, lead, upload, made, name, kept):
    arrive(parts, made, PDF, name)
    page = look(lead, parts, made)
    assert kept in page.text
    assert "<script>" not in page.body.split("<main")[1]
    lead.submit(page, next_page(parts, made))
    found = the_item(parts, made)
    assert found.file.name == kept
    answer = lead.get(f"/r/{made.ref}/evidence/{found.id}/file")
    assert answer.headers["Location"].endswith("?name=Our policy.pdf")


def test_the_session_ended_while_the_file_was_on_its_way(parts, lead, upload, made):
    arrive(parts, made, PDF)
    parts.clock.move(hours=13)
    page = look(lead, parts, made)
    assert page.status == 401
    lead.cookies[cookies.for_return(made.ref)] = session(parts, made)
    register = lead.get(f"/r/{made.ref}/evidence")
    again = lead.get(register.links["upload the file for Our policy"])
    assert "A file has arrived" in again.text
    assert lead.follow(lead.submit(lead.get(again.links["Look at it and add it"]))).status == 200
    assert the_item(parts, made).state is EvidenceState.READY


def test_a_new_file_takes_the_place_of_the_old_one_when_it_is_added(parts, lead, upload, made):
    arrive(parts, made, PDF)
    lead.submit(look(lead, parts, made), next_page(parts, made))
    before = the_item(parts, made)
    page = lead.get(f"/r/{made.ref}/evidence/{before.id}/upload")
    assert "At present this is policy.pdf" in page.text
    arrive(parts, made, EXE, "policy.pdf")
    assert "is a program" in look(lead, parts, made).errors[0]
    assert the_item(parts, made) == before
    arrive(parts, made, PNG, "poster.png")
    lead.submit(look(lead, parts, made), next_page(parts, made))
    after = the_item(parts, made)
    assert (after.file.name, after.file.version_id, after.id) == ("poster.png", "v3", before.id)


def test_only_after_a_clean_verdict_can_anybody_open_it(parts, lead, upload, made):
    key = arrive(parts, made, PDF)
    lead.submit(look(lead, parts, made), next_page(parts, made))
    path = f"/r/{made.ref}/evidence/{the_item(parts, made).id}/file"
    parts.malware_scan = True
    for verdict, heading in (
        ("", "This file is still being checked"),
        ("FAILED", "This file is still being checked"),
        ("THREATS_FOUND", "This file cannot be opened"),
    ):
        parts.files.scans[key] = verdict
        page = lead.get(path)
        assert (page.status, page.h1) == (409, heading)
    parts.files.scans[key] = "NO_THREATS_FOUND"
    assert lead.get(path).headers["Location"].startswith(f"https://bucket.example.org/{key}")


def test_the_approver_opens_what_the_answer_names(parts, new_browser):
    made = answered_return(parts)
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = session(parts, made, LEAD)
    form = lead.get(f"/r/{made.ref}/evidence/add/file", **{"for": CRITERION})
    lead.follow(lead.submit(form, f"/r/{made.ref}/evidence/add/file", title="Our policy"))
    arrive(parts, made, PDF)
    lead.submit(look(lead, parts, made), next_page(parts, made))
    send_for_approval(parts, made.ref, session(parts, made))
    head = new_browser()
    head.cookies[cookies.for_return(made.ref)] = session(parts, made, APPROVER)
    page = head.get(f"/r/{made.ref}/approve")
    assert head.get(page.links["Our policy"]).status == 303
    refused = lead.post(
        next_page(parts, made),
        {"form_token": lead.get(f"/r/{made.ref}").fields(f"/r/{made.ref}/finish")["form_token"]},
    )
    assert refused.status == 303  # the same file again: nothing differs
    arrive(parts, made, PNG, "poster.png")
    again = lead.submit(look(lead, parts, made), next_page(parts, made))
    assert again.status == 409
    assert the_item(parts, made).file.name == "policy.pdf"


def test_a_place_has_no_upload(parts, lead, made):
    form = lead.get(f"/r/{made.ref}/evidence/add/location")
    lead.submit(form, title="Handbook", where="Office")
    found = the_item(parts, made)
    for page in ("upload", "uploaded", "file"):
        assert lead.get(f"/r/{made.ref}/evidence/{found.id}/{page}").status == 404


# --- what was noticed

NOTICED = {
    "blank": (word("Policy"), "policy.docx", "There is hardly any text in it", "blank"),
    "scan": (word(pictures=30_000), "policy.docx", "pictures in it, but no text", "pictures"),
    "password": (old_office("EncryptedPackage"), "policy.docx", "It has a password", "password"),
    "locked PDF": (pdf(b"", tail=b"/Encrypt 9 0 R"), "policy.pdf", "It has a password", "password"),
    "file name": (PDF, "strategy meeting minutes.pdf", "a record about a child", "child_title"),
    "UPN": (word(POLICY_TEXT, "H801200001001"), "policy.docx", "a pupil’s UPN", "child_upn"),
    "staff": (word(POLICY_TEXT, "DBS 001234567890"), "policy.docx", "a DBS certificate", "staff_dbs"),
}


def events(parts, made):
    return [e.details for e in parts.trail.of(f"RETURN#{made.ref}") if e.what == "evidence.decided"]


@pytest.mark.parametrize("case", NOTICED)
def test_what_was_noticed_is_shown_and_a_person_decides(parts, lead, upload, made, case):
    content, name, words, code = NOTICED[case]
    arrive(parts, made, content, name)
    before = dict(parts.table.items)
    page = look(lead, parts, made)
    assert (page.status, page.h1) == (200, "Check this before you add it")
    assert words in page.text
    assert parts.table.items == before
    found = the_item(parts, made)
    assert lead.submit(page, next_page(parts, made)).h1 == page.h1  # without a decision nothing is added
    assert the_item(parts, made) == found
    answer = lead.submit(page, next_page(parts, made), _decision="add")
    assert answer.location == f"/r/{made.ref}/criteria/{CRITERION}"
    assert the_item(parts, made).state is EvidenceState.READY
    assert used(parts, made) == {found.id}
    assert events(parts, made) == [{"evidence": found.id, "noticed": code, "decision": "added_all_the_same"}]


def test_who_adds_it_twice_decides_once(parts, lead, upload, made):
    arrive(parts, made, word("Policy"), "policy.docx")
    page = look(lead, parts, made)
    for _ in range(2):
        assert lead.submit(page, next_page(parts, made), _decision="add").status == 303
    assert len(events(parts, made)) == 1


def test_another_file_or_another_title_instead(parts, lead, upload, made):
    arrive(parts, made, word("Policy"), "chronology.docx")
    page = look(lead, parts, made)
    answer = lead.submit(page, next_page(parts, made), _decision="another_file")
    assert lead.follow(answer).h1 == "Upload a file"
    change = lead.follow(lead.submit(page, next_page(parts, made), _decision="another_title"))
    path = f"/r/{made.ref}/evidence/{the_item(parts, made).id}/change"
    answer = lead.submit(change, path, title="Our chronology of a case")
    assert answer.location == f"{next_page(parts, made)}?for={CRITERION}"
    assert "a record about a child" in lead.follow(answer).text
    codes = "child_title,blank"
    assert [(e["noticed"], e["decision"]) for e in events(parts, made)] == [
        (codes, "another_file"),
        (codes, "another_title"),
    ]
    assert the_item(parts, made).state is EvidenceState.EXPECTED


def test_another_file_that_came_meanwhile_is_another_decision(parts, lead, upload, made):
    arrive(parts, made, word("Policy"), "policy.docx")
    page = look(lead, parts, made)
    arrive(parts, made, word(POLICY_TEXT, "H801200001001"), "policy.docx")
    again = lead.submit(page, next_page(parts, made), _decision="add")
    assert "a pupil’s UPN" in again.text
    assert the_item(parts, made).state is EvidenceState.EXPECTED


@pytest.mark.parametrize("forged", ["<script>", "all of it", "Jo Bloggs, born 3/2/2015"])
def test_the_trail_holds_codes_alone(parts, lead, upload, made, forged):
    arrive(parts, made, word("Policy"), "policy.docx")
    page = look(lead, parts, made)
    assert lead.submit(page, next_page(parts, made), _decision="add", _known=forged).h1 == page.h1
    lead.submit(page, next_page(parts, made), _decision=forged, _known=forged)
    lead.submit(page, next_page(parts, made), _decision="another_file", _known=forged)
    assert events(parts, made) == []
