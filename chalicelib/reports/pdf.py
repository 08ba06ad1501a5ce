"""HTML to PDF/UA. WeasyPrint is imported when the first PDF is made: it costs most of a second."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from chalicelib.domain.texts import printable


def render_pdf(html: str) -> bytes:
    """A tagged PDF, the same bytes for the same HTML and fonts. Only data: addresses are followed."""
    import weasyprint

    from chalicelib.reports.accessibility import finish

    with _no_collector():
        document = weasyprint.HTML(
            string=printable(html), url_fetcher=weasyprint.URLFetcher(allowed_protocols=("data",))
        )
        made: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
    return made


@contextmanager
def _no_collector() -> Iterator[None]:
    """A page is thousands of objects that all stay alive: looking through them for rubbish takes a quarter
    of the time, and grows faster than the report."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.collect()
