"""Each PDF is made once for all tests: making one takes a second."""

import pytest

from chalicelib.reports.learning import learning_html
from chalicelib.reports.pdf import render_pdf
from chalicelib.reports.returns import return_pdf
from tests.support.reporting import HOSTILE, framework, report, snapshot

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
    return return_pdf({**snapshot(), "approved": None, "submitted_at": None}, None)


@pytest.fixture(params=["learning_pdf", "copy_pdf", "draft_pdf"])
def any_pdf(request):
    return request.getfixturevalue(request.param)
