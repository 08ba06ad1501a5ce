"""What an organisation tells us beside its answers."""

from tests.support.organisation import FIRST, answered, at_the_desk, waiting


def path(made):
    return f"/r/{made.ref}/anything-else"


def test_it_is_kept_and_comes_back(parts, browser):
    made = at_the_desk(parts, browser)
    said = {"proud_of": "Ein mentoriaid 🙂\nأحسنت", "may_share": "yes", "time_taken": "1_to_2_hours"}
    saved = browser.submit(browser.get(path(made)), **said)
    assert saved.location == f"/r/{made.ref}"
    fields = browser.get(path(made)).fields(path(made))
    assert {name: fields[name] for name in said} == said
    assert parts.returns.get(made.ref).anything_else["in_the_way"] == ""


def test_all_of_it_may_stay_empty(parts, browser):
    made = at_the_desk(parts, browser)
    assert browser.submit(browser.get(path(made))).status == 303


def test_text_that_is_too_long_is_kept_on_the_page(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.submit(browser.get(path(made)), in_the_way="x" * 2_001)
    assert page.errors == ["Your answer must be 2,000 characters or fewer"]
    assert page.fields(path(made))["in_the_way"] == "x" * 2_001


def test_two_tabs_with_different_words_show_both(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    browser.submit(page, proud_of="The first")
    both = browser.submit(page, proud_of="The second")
    assert both.status == 409
    assert "The first" in both.text
    assert both.fields(path(made))["proud_of"] == "The second"
    assert browser.submit(both, path(made)).status == 303
    assert parts.returns.get(made.ref).anything_else["proud_of"] == "The second"


def test_a_double_click_is_not_an_alarm_and_answers_do_not_disturb_it(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    answered(parts, made, FIRST)
    for _ in range(2):
        assert browser.submit(page, proud_of="Our mentors").status == 303


def test_while_it_waits_it_can_only_be_read(parts, browser):
    made = at_the_desk(parts, browser)
    page = browser.get(path(made))
    browser.submit(page, proud_of="Our mentors")
    waiting(parts, made)
    reading = browser.get(path(made))
    assert "Our mentors" in reading.text
    assert "Save and continue" not in reading.text
    refused = browser.submit(page, proud_of="Too late")
    assert refused.status == 409
    assert "Too late" in refused.text
