"""The sector report's time beside Chromium printing the same HTML, in pairs, whole processes.

CPU seconds of a process and its children, so that a busy machine matters less; pairs, so that it matters
to both alike. The report is that of 100 organisations in 12 standards of 6 criteria.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chalicelib.domain.learning import learning_report
from chalicelib.reports.learning import learning_html
from tests.support.reporting import MADE_ON, cycle, framework, random_headers, report

PAIRS = 3
RENDER = (
    "import pathlib, sys; from chalicelib.reports.pdf import render_pdf; "
    "pathlib.Path(sys.argv[2]).write_bytes(render_pdf(pathlib.Path(sys.argv[1]).read_text('utf-8')))"
)


def main() -> None:
    """Prints one line a pair and the median ratio; without Chromium, our own times only."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        html = Path(folder) / "report.html"
        figures = report(framework(12, 6), school=48, early_years=30, health=14, police=1, voluntary=22)
        html.write_text(learning_html(figures), encoding="utf-8")
        print(f"Sector report, {html.stat().st_size // 1000} KB of HTML: CPU seconds (wall), whole process")
        ratios = []
        for _ in range(PAIRS):
            ours, our_wall = _cpu(lambda: _weasyprint(html))
            if chromium is None:
                print(f"  WeasyPrint {ours:5.2f} ({our_wall:5.2f})   no Chromium here to compare with")
                continue
            theirs, their_wall = _cpu(lambda: _chromium(chromium, html))
            ratios.append(ours / theirs)
            print(
                f"  WeasyPrint {ours:5.2f} ({our_wall:5.2f})   Chromium {theirs:5.2f} ({their_wall:5.2f})"
                f"   ratio {ratios[-1]:.2f}"
            )
        if ratios:
            print(f"  median ratio {statistics.median(ratios):.2f}, {_pages(html)} pages")
        _figures()


def _figures() -> None:
    """How the figures grow with the returns: the domain's part, without reading the headers."""
    asked = framework(12, 6)
    for number in (100, 1_000, 10_000):
        sizes = {"school": number // 2, "early_years": number // 3, "health": number // 6}
        headers = random_headers(asked, sizes)
        started = time.process_time()
        learning_report(asked, cycle(), headers, "Saltmarsh", MADE_ON)
        print(f"  figures of {number:6,} organisations: {time.process_time() - started:5.3f} s of CPU")


def _weasyprint(html: Path) -> None:
    subprocess.run([sys.executable, "-c", RENDER, str(html), str(html.with_suffix(".ours.pdf"))], check=True)


def _chromium(program: str, html: Path) -> None:
    target = f"--print-to-pdf={html.with_suffix('.theirs.pdf')}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", target]
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [program, *options, f"--user-data-dir={profile}", html.as_uri()], check=True, capture_output=True
        )


def _cpu(work: Callable[[], None]) -> tuple[float, float]:
    before, started = os.times(), time.perf_counter()
    work()
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return used, time.perf_counter() - started


def _pages(html: Path) -> int:
    from pypdf import PdfReader

    return len(PdfReader(html.with_suffix(".ours.pdf")).pages)


if __name__ == "__main__":
    main()
