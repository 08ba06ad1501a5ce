"""`make bench`: prints what pages, saves, cold starts, files and the sector report cost on this machine."""

import os
import sys

from tests.bench import cold_start, pages, papers, report, thousand


def main() -> None:
    os.environ.update({"PUBLIC_URL": "https://audit.example.org/api", "LOG_LEVEL": "ERROR"})
    _pages()
    thousand.main()
    _starts()
    papers.main()
    sys.stdout.flush()
    report.main()


def _pages() -> None:
    print(f"Pages and saves: processor time in our code, median of {pages.REQUESTS}; units from item sizes\n")
    print(f"  {'':16} {'ms':>6}  {'read units':>10}  {'write units':>11}  calls to DynamoDB")
    for cost in pages.costs():
        meter = cost.meter
        calls = [*meter.reads, *meter.writes]
        figures = f"{cost.milliseconds:6.1f}  {meter.read_units:10}  {meter.write_units:11}"
        print(f"  {cost.name:16} {figures}  {len(calls)}: {', '.join(calls)}")


def _starts() -> None:
    print(f"\nCold start: processor time of a fresh process, median of {cold_start.ROUNDS}\n")
    for start in cold_start.starts():
        print(f"  {start.name:30} {start.milliseconds:6.0f} ms   ratio {start.ratio:.2f}")
    print()


if __name__ == "__main__":
    main()
