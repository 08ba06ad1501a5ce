"""What was submitted to an earlier version is there for good: every later one can still show it."""

from datetime import UTC, datetime

from chalicelib.documents.word_return import return_word
from chalicelib.reports.returns import draft_html, return_html
from tests.support.reporting import snapshot

AT = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


def test_the_first_shape_of_a_copy_can_be_printed():
    """As it was before there were versions, sharing, meetings, questions or people's own questions."""
    first = snapshot()
    assert not {"version", "sharing", "meeting", "questions", "grouped_by"} & set(first)
    assert "Made-up criterion 1.1" in return_html(first, "f" * 64)
    assert "Made-up criterion 1.1" in draft_html({**first, "approved": None, "submitted_at": None}, AT)
    assert return_word(first, AT)
