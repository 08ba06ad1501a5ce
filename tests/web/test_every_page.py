"""Every distinct page and state that the tests of this level have seen conforms to HTML."""

import subprocess

import pytest

from chalicelib.handlers.templating import ROOT
from tests.support.browser import Page
from tests.support.untold import TOLD, UNTOLD

CHECKER = ROOT / "tests" / "support" / "html_validate.mjs"
WRONG = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body><p><div></div></p></body></html>'


def checked(folder):
    done = subprocess.run(
        ["node", CHECKER, ROOT / ".htmlvalidate.json", folder], capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.stdout.splitlines()


def test_html_validate_finds_no_error_on_any_page(collected):
    if not collected.shapes:
        pytest.skip("looks at pages that other tests have seen: run all of tests/web")
    found = checked(collected.folder)
    assert not found, "\n".join(found)


def test_it_would_find_one(tmp_path):
    (tmp_path / "wrong.html").write_text(WRONG, encoding="utf-8")
    assert checked(tmp_path)


def test_each_shape_of_a_page_is_kept_once(collected, tmp_path):
    pages = type(collected)(tmp_path)
    for body in ("<p>One</p>", "<p>Two</p>", "<p class='x'>One</p>"):
        pages.add("/r/K7P-2QX", Page("/r/K7P-2QX", 200, {}, body).body)
    assert len(list(tmp_path.iterdir())) == 2


# Forms of staff that change something which is no change of the partnership's: with why.
NOT_ON_THE_TRAIL = {
    "/staff/sign-in": "asks for a mail: signing in is what is written down",
    "/staff/cycles/{cycle}/test": "sends the cycle’s mails to whoever asks, and to nobody else",
    "/staff/cycles/{cycle}/report": "makes at once what the schedule makes each night",
    "/staff/reviews/{ref}/feedback/preview/pdf": "makes a file of what is saved already",
    "/staff/organisations/import/{import_id}/schools": "reads a file and keeps a choice from it",
    "/staff/organisations/import/{import_id}": "the job writes the line, once it has imported",
}


def test_whatever_staff_change_is_on_their_trail():
    """Every POST of every test of this level is watched: tests/support/untold.py."""
    if not TOLD:
        pytest.skip("asks what the whole level has done: run all of tests/web")
    assert UNTOLD - set(NOT_ON_THE_TRAIL) == set()
