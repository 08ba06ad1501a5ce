"""Each PDF is made once for all tests: making one takes a second."""

from datetime import UTC, datetime

import pytest

from chalicelib.domain.blank import blank_form
from chalicelib.reports.blank import blank_pdf
from chalicelib.reports.learning import learning_html
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.returns import draft_pdf as render_draft
from chalicelib.reports.returns import return_pdf
from tests.support import builders
from tests.support.reporting import HOSTILE, framework, report, snapshot

MADE_AT = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
SHA256 = "0123456789abcdef" * 4


@pytest.fixture(scope="session")
def learning():
    return report(framework(standards=4, criteria=3))


@pytest.fixture(scope="session")
def learning_pdf(learning):
    return render_pdf(learning_html(learning))


@pytest.fixture(scope="session")
def copy_pdf():
    readable = {name: said for name, said in HOSTILE.items() if name != "emoji"}
    return return_pdf(snapshot(standards=4, criteria=6, actions=60, **readable), SHA256)


@pytest.fixture(scope="session")
def draft_pdf():
    return render_draft({**snapshot(), "approved": None, "submitted_at": None}, MADE_AT)


@pytest.fixture(scope="session")
def questions_pdf():
    made = builders.return_(profile=builders.PROFILE)
    return blank_pdf(blank_form(builders.framework(), made, builders.partnership(), builders.cycle()))


@pytest.fixture(params=["learning_pdf", "copy_pdf", "draft_pdf", "questions_pdf"])
def any_pdf(request):
    return request.getfixturevalue(request.param)
