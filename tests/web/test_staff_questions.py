"""Questions of a partnership's own, on staff pages: begin, upload, be told the line, preview, publish."""

import re

import pytest

from chalicelib.domain import objects
from chalicelib.domain.organisations import StaffRole
from chalicelib.handlers import cookies
from tests.support import builders
from tests.support.html import elements, text_of
from tests.support.own_sets import (
    OVERLAY,
    OWN,
    PLUS,
    SCHOOL,
    WHOLE,
    book_of,
    spoiled,
    stored_draft,
    stored_set,
    upload,
)
from tests.support.staffing import signed_in, stored_cycle

HOME = "/staff/questions"


@pytest.fixture(autouse=True)
def _coordinator(parts, browser):
    signed_in(parts, browser)


def address(draft):
    return f"{HOME}/drafts/{draft.id}"


def bucket_form(page):
    """The fields of the form that goes to the bucket."""
    (form,) = [f for f in elements(page.root, "form") if f.get("action", "").startswith("https://bucket.")]
    return {i.get("name"): i.get("value") for i in elements(form, "input") if i.get("name") != "file"}


def table(page, caption):
    """A table's rows as text, by the row's heading."""
    (found,) = [t for t in elements(page.root, "table") if caption in text_of(elements(t, "caption")[0])]
    rows = [[text_of(c) for c in elements(r, "th", "td")] for r in elements(found, "tr")[1:]]
    return {row[0]: row[1:] for row in rows}


# The list


def test_the_list_tells_ours_from_our_own_and_what_is_used_where(parts, browser):
    made = stored_cycle(parts)
    stored_set(parts)
    stored_draft(parts)
    page = browser.get(HOME)
    own = table(page, "Question sets of Saltmarsh")
    assert own["School questions 2027"] == ["–", "Draft", "–"]
    title = "Safeguarding in education self-assessment, with questions from Saltmarsh"
    assert own[title] == ["2027.1", "Published 11 January 2027", "Not yet"]
    ours = table(page, "for every area")
    assert ours["Safeguarding in education self-assessment"] == ["2026.1", "Not yet"]
    assert ["2026.1", made.name] in [
        row for name, row in _rows(page) if name == "Safeguarding children self-assessment"
    ]


def _rows(page):
    return [
        (text_of(cells[0]), [text_of(c) for c in cells[1:]])
        for row in elements(page.root, "tr")
        if len(cells := elements(row, "th", "td")) == 3
    ]


def test_those_who_only_read_see_the_sets_and_no_way_to_add(parts, browser):
    key, draft = stored_set(parts), stored_draft(parts)
    for role in (StaffRole.REVIEWER, StaffRole.SCRUTINEER):
        signed_in(parts, browser, role)
        page = browser.get(HOME)
        assert "Add questions of your own" not in page.links
        assert draft.name not in page.links
        assert browser.get(f"{HOME}/sets/{key}").status == 200
        assert "Download it as YAML" not in browser.get(f"{HOME}/sets/{key}").links
        for path in (f"{HOME}/add", address(draft), f"{HOME}/sets/{key}/yaml", f"{address(draft)}/yaml"):
            assert browser.get(path).status == 403
        token = browser.get("/staff").fields("/staff/sign-out")["form_token"]
        for path in (f"{HOME}/add", address(draft), f"{address(draft)}/remove"):
            assert browser.post(path, {"form_token": token, "version": "2027.1"}).status == 403
    assert parts.own_sets.draft("saltmarsh", draft.id).published == ""


# A draft, from its beginning to a file


def test_a_draft_begins_with_what_it_adds_to_and_a_name(parts, browser):
    page = browser.get(f"{HOME}/add")
    again = browser.submit(page)
    assert again.status == 400
    assert again.errors == [
        "Select what you add questions to",
        "Enter what you call these questions while you work on them",
    ]
    done = browser.follow(browser.submit(page, base="education@2026.1", name="School questions 2027"))
    assert done.h1 == "School questions 2027"
    assert done.links["Download the spreadsheet"].endswith("/spreadsheet")
    form = bucket_form(done)
    (draft,) = parts.own_sets.drafts("saltmarsh")
    assert form["key"] == objects.questions_upload("saltmarsh", draft.id)
    assert form["success_action_redirect"].endswith(address(draft))
    assert "https://bucket.example.org/" in done.headers["Content-Security-Policy"]
    book = browser.get(f"{address(draft)}/spreadsheet")
    assert book.location.startswith(f"https://bucket.example.org/questions/saltmarsh/{draft.id}.xlsx")


def test_the_yaml_to_begin_with_is_a_file(parts, browser):
    draft = stored_draft(parts)
    page = browser.get(f"{address(draft)}/yaml")
    assert page.headers["Content-Disposition"] == 'attachment; filename="education-2026.1-own-questions.yaml"'
    assert page.body.startswith("base: education@2026.1\n")


def test_a_whole_set_has_no_spreadsheet_and_says_how_to_begin(parts, browser):
    page = browser.get(f"{HOME}/add")
    done = browser.follow(browser.submit(page, base="whole", name="Summer schemes"))
    assert "Download the spreadsheet" not in done.links
    assert "download it as YAML" in done.text
    (draft,) = parts.own_sets.drafts("saltmarsh")
    assert browser.get(f"{address(draft)}/spreadsheet").status == 404
    assert browser.get(f"{address(draft)}/yaml").status == 404
    upload(parts, draft, WHOLE)
    looked = browser.get(address(draft))
    assert table(looked, "How much each sector")["Voluntary and community"] == ["1 question, 2 minutes"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (spoiled("minutes: 3", "minutes: 9"), "Line 16: 'minutes' must be at most 5"),
        (book_of(spoiled("minutes: 3", "minutes: 9")), "Questions, row 2, minutes: must be at most 5"),
        (b"\x89PNG\r\n\x1a\n", "The file: it is neither a spreadsheet (.xlsx) nor YAML"),
        (
            spoiled(
                "What young people asked for", "<img src=x onerror=alert(1)> one two three four five six"
            ),
            "Line 15: 9 words in title, at most 6",
        ),
    ],
)
def test_what_to_put_right_is_told_by_its_place(parts, browser, content, said):
    draft = stored_draft(parts, content)
    page = browser.get(address(draft))
    assert said in page.text
    assert "1 thing to put right" in page.text
    assert "Publish" not in [text_of(b) for b in elements(page.root, "button")]
    upload(parts, draft, OVERLAY)
    assert "There is nothing to put right" in browser.get(address(draft)).text


def test_more_than_a_hundred_problems_are_not_all_listed(parts, browser):
    text = "base: education@2026.1\n" + "".join(f"k{n}: 1\n" for n in range(150))
    page = browser.get(address(stored_draft(parts, text)))
    assert "154 things to put right" in page.text
    assert "54 more like these" in page.text


# The preview


def test_the_preview_counts_before_and_after(parts, browser):
    page = browser.get(address(stored_draft(parts)))
    row = table(page, "How much each sector")["School or college"]
    assert row == ["45 questions, 125 minutes", "2 questions, 6 minutes", "45 questions, 124 minutes"]
    assert "Saltmarsh asks about plans for single children in its yearly visit" in page.text
    tagged = [text_of(li) for li in elements(page.root, "li") if text_of(li).endswith("Yours")]
    assert len(tagged) == 2


def test_the_preview_is_that_of_the_chosen_sector_and_profile(parts, browser):
    draft = stored_draft(parts)
    college = {**SCHOOL, "kind": "college", "sector": "school"}
    page = browser.get(address(draft), **college)
    chosen = page.fields(address(draft) + "#as-seen")
    assert chosen == {name: value for name, value in college.items() if name != "sector"}
    links = [path for path in page.links.values() if "/criteria/" in path]
    assert not any("/criteria/L08-01" in path for path in links)  # colleges are not asked
    assert any("/criteria/L04-01" in path for path in links)
    assert "You told us that you are a college" in page.text
    odd = browser.get(address(draft), sector="circus", people="'; drop table")
    assert odd.status == 200


def test_every_question_is_shown_as_organisations_see_it(parts, browser):
    draft = stored_draft(parts)
    page = browser.get(address(draft), **SCHOOL)
    paths = [p for p in page.links.values() if "/criteria/" in p]
    assert len(paths) > 40
    for path in paths[:3] + [p for p in paths if "/L0" in p]:
        shown = browser.get(path)
        assert shown.status == 200
        radios = [i for i in elements(shown.root, "input") if i.get("name") == "rating"]
        inputs = [*elements(shown.root, "textarea"), *radios]
        assert len(inputs) == 5
        assert all("disabled" in i.attrib for i in inputs)
    own = browser.get(f"{address(draft)}/criteria/L04-01", **SCHOOL)
    assert own.h1.startswith("What have you done about the three things")
    assert "Only Saltmarsh Safeguarding Children Partnership asks this question." in own.text
    assert "Read the three wishes out in an assembly" in own.text
    as_college = browser.get(f"{address(draft)}/criteria/L04-01", **{**SCHOOL, "kind": "college"})
    assert "Ask three students" in as_college.text
    assert browser.get(f"{address(draft)}/criteria/L08-01", **{**SCHOOL, "kind": "college"}).status == 404
    assert browser.get(f"{address(draft)}/criteria/S99-99").status == 404


def test_the_words_of_the_question_are_those_of_the_real_page(parts, browser, new_browser):
    """What a coordinator sees before is what an organisation sees after."""
    stored_set(parts)
    preview = browser.get(f"{HOME}/sets/{PLUS}/criteria/L04-01", **SCHOOL)
    made = builders.stored_return(parts, framework=PLUS, profile=SCHOOL)
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = builders.session(parts, made)
    real = lead.get(f"/r/{made.ref}/criteria/L04-01")
    assert real.h1 == preview.h1
    for page in (real, preview):
        labels = [text_of(label) for label in elements(elements(page.root, "main")[0], "label", "legend")]
        assert labels[:6] == [
            "What do you do, and where would someone find it?",
            "Which of these is most like you today?",
            "Inadequate",
            "Requires improvement",
            "Good",
            "Outstanding",
        ]
        for words in (
            "Somewhere safe to wait for the last bus",
            "Anything that names a pupil",
            "Only Saltmarsh",
        ):
            assert words in page.text


def test_a_draft_without_a_usable_file_has_no_question_pages(parts, browser):
    draft = stored_draft(parts, "nothing")
    assert browser.get(f"{address(draft)}/criteria/L04-01").status == 404


def test_a_set_that_hands_some_on_says_so(parts, browser):
    page = browser.get(f"{HOME}/sets/voluntary@2026.1", commissioned="yes", **VOLUNTARY)
    assert "This organisation gets another set in place of this one: section-11@2026.2" in page.text


VOLUNTARY = {
    "sector": "voluntary",
    "people": "two_to_nine",
    "contact": "direct",
    "ages": "school_age",
    "places": "hired",
    "other_partnerships": "no",
}


# Publishing


def test_publishing_needs_the_version_and_happens_once(parts, browser):
    draft = stored_draft(parts)
    page = browser.get(address(draft))
    wrong = browser.submit(page, address(draft), version="yes")
    assert (wrong.status, wrong.errors) == (400, ["Enter 2027.1, the version that you are publishing"])
    assert parts.own_sets.of_partnership("saltmarsh") == []
    first = browser.submit(page, address(draft), version="2027.1")
    second = browser.submit(page, address(draft), version="2027.1")
    assert first.location == second.location == f"{HOME}/sets/{PLUS}"
    assert [s.key for s in parts.own_sets.of_partnership("saltmarsh")] == [PLUS]
    shown = browser.follow(first)
    assert shown.h1 == "Safeguarding in education self-assessment, with questions from Saltmarsh"
    assert "11 January 2027 by Sam Coordinator" in shown.text
    assert browser.get(address(draft)).location == f"{HOME}/sets/{PLUS}"
    assert draft.name not in browser.get(HOME).text


def test_a_file_that_changed_since_is_not_published(parts, browser):
    draft = stored_draft(parts)
    page = browser.get(address(draft))
    upload(parts, draft, spoiled("who listened", "who heard it"))
    refused = browser.submit(page, address(draft), version="2027.1")
    assert refused.status == 409
    assert refused.errors == ["The file has changed since you looked at it. Look at it again, then publish"]
    assert browser.submit(refused, address(draft), version="2027.1").status == 303


def test_another_file_with_the_same_version_is_refused(parts, browser):
    stored_set(parts)
    draft = stored_draft(parts, spoiled("who listened", "who heard it"))
    refused = browser.submit(browser.get(address(draft)), address(draft), version="2027.1")
    assert refused.status == 409
    assert refused.errors == [
        "education-plus@2027.1 is published already, and stays as it is. Give your file a new version"
    ]


def test_a_draft_is_removed(parts, browser):
    draft = stored_draft(parts)
    page = browser.get(address(draft))
    for _ in range(2):
        done = browser.submit(page, f"{address(draft)}/remove")
        assert done.status in (303, 404)
    assert browser.get(address(draft)).status == 404
    assert parts.own_sets.drafts("saltmarsh") == []


def test_a_published_set_is_downloaded_to_be_worked_on(parts, browser):
    stored_set(parts)
    page = browser.get(f"{HOME}/sets/{PLUS}")
    text = browser.get(page.links["Download it as YAML"])
    assert text.headers["Content-Disposition"] == 'attachment; filename="education-plus-2027.1.yaml"'
    assert parts.question_files.check(text.body.encode(), "saltmarsh").framework == parts.framework(PLUS)
    book = browser.get(page.links["Download it as a spreadsheet"])
    assert book.location.startswith("https://bucket.example.org/questions/saltmarsh/")
    ours = browser.get(f"{HOME}/sets/education@2026.1")
    assert "Download it as a spreadsheet" not in ours.links
    assert browser.get(ours.links["Download it as YAML"]).body.startswith("id: education\n")


# Walls


def test_another_partnership_finds_nothing(parts, browser):
    key, draft = stored_set(parts), stored_draft(parts)
    signed_in(parts, browser, partnership_id="elsewhere")
    page = browser.get(HOME)
    assert "with questions from Saltmarsh" not in page.text
    assert draft.name not in page.text
    for path in (
        f"{HOME}/sets/{key}",
        f"{HOME}/sets/{key}/yaml",
        f"{HOME}/sets/{key}/spreadsheet",
        f"{HOME}/sets/{key}/criteria/L04-01",
        address(draft),
        f"{address(draft)}/criteria/L04-01",
        f"{address(draft)}/spreadsheet",
    ):
        assert browser.get(path).status == 404, path
    form = browser.get("/staff/cycles/new")
    assert key not in form.body


def test_a_cycle_is_set_up_with_ones_own_and_not_with_anothers(parts, browser):
    stored_set(parts)
    form = browser.get("/staff/cycles/new")
    assert PLUS in form.body
    typed = {
        "name": "Schools 2027",
        "framework": PLUS,
        "sectors": ["school"],
        **{f"opens_on-{part}": n for part, n in (("day", 12), ("month", 2), ("year", 2027))},
        **{f"due_on-{part}": n for part, n in (("day", 19), ("month", 3), ("year", 2027))},
        **{f"closes_on-{part}": n for part, n in (("day", 2), ("month", 4), ("year", 2027))},
    }
    check = browser.submit(form, **typed)
    assert check.h1 == "Check before it opens"
    plan = check.fields("/staff/cycles/new/open")
    opened = browser.post("/staff/cycles/new/open", plan)
    (cycle,) = parts.cycles.of_partnership("saltmarsh")
    assert (opened.status, cycle.framework) == (303, PLUS)
    assert f"{cycle.name}" in browser.get(f"{HOME}/sets/{PLUS}").text

    signed_in(parts, browser, partnership_id="elsewhere")
    form = browser.get("/staff/cycles/new")
    refused = browser.submit(form, **typed)
    assert (refused.status, refused.errors) == (400, ["Select a question set"])
    stolen = {**plan, "form_token": form.fields("/staff/cycles/new")["form_token"]}
    assert browser.post("/staff/cycles/new/open", stolen).status == 409
    assert parts.cycles.of_partnership("elsewhere") == []


# What it costs, and what organisations read


def test_a_page_of_such_a_return_reads_the_bucket_once_a_process(parts, new_browser):
    stored_set(parts)
    made = builders.stored_return(parts, framework=PLUS, profile=SCHOOL)
    reads = []
    get = parts.files.get
    parts.files.get = lambda key, version_id="": reads.append(key) or get(key, version_id)
    parts.library._kept.clear()
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = builders.session(parts, made)
    for _ in range(3):
        assert lead.get(f"/r/{made.ref}/criteria/{OWN[0]}").status == 200
        assert lead.get(f"/r/{made.ref}").status == 200
    assert [key.partition("/")[0] for key in reads] == ["questions"]


def test_an_organisation_answers_it_and_reads_what_is_left_out(parts, new_browser):
    stored_set(parts)
    made = builders.stored_return(parts, framework=PLUS, profile=SCHOOL)
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = builders.session(parts, made)
    page = lead.get(f"/r/{made.ref}/criteria/L04-01")
    saved = lead.submit(page, narrative="The bus shelter is lit now.", rating="good")
    assert saved.status == 303
    assert (
        lead.get(f"/r/{made.ref}/criteria/L04-01").fields(f"/r/{made.ref}/criteria/L04-01")["rating"]
        == "good"
    )
    standard = lead.get(f"/r/{made.ref}/standards/8")
    assert "Saltmarsh asks about plans for single children in its yearly visit." in standard.text
    guides = [path for path in lead.get(f"/r/{made.ref}").links.values() if path.startswith("/guides/")]
    assert set(guides) == {"/guides/education", "/guides/education/example"}


def test_ours_say_nothing_of_a_partnerships_own(parts, new_browser):
    made = builders.stored_return(parts, framework="education@2026.1", profile=SCHOOL)
    lead = new_browser()
    lead.cookies[cookies.for_return(made.ref)] = builders.session(parts, made)
    assert "asks this question" not in lead.get(f"/r/{made.ref}/criteria/S01-01").text
    assert not re.search("L0[48]-01", lead.get(f"/r/{made.ref}").body)
