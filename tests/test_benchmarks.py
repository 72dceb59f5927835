"""The benchmarks run, and what they count keeps its bounds. What they time is asserted nowhere.

Each takes ten seconds or more: it starts an engine, and workers for what is compared.
"""

import re
import subprocess
import sys
from pathlib import Path

MOST_HISTORY_EVENTS = 39
"""Of a lifecycle with a credit check: each one costs the engine."""

MOST_INVOICE_EVENTS = 20
"""Of an invoice that is issued and paid in time."""


MOST_HISTORY_BYTES = 10_000
"""Of such a lifecycle, in clear and sealed."""

MOST_SEALED_BYTES = 1.25
"""Of a sealed history, for each byte of one in clear."""


def test_a_short_run_compares_a_request_with_a_bare_workflow_and_with_dbos() -> None:
    said = run("--only", "requests")
    ours, bare = history_events(said)
    assert ours <= MOST_HISTORY_EVENTS < bare
    assert 0 < history_bytes(said, "of a lifecycle") <= MOST_HISTORY_BYTES
    assert re.search(r"lifecycles per s / DBOS\D+[\d.]+\D+2.2", said)


def test_a_short_run_compares_sealed_requests_with_clear_ones() -> None:
    said = run("--only", "sealing", compared="clear .* sealed .* sealed / clear")
    assert 0 < history_bytes(said, "of a lifecycle, sealed") <= MOST_HISTORY_BYTES
    found = re.search(r"history bytes, sealed / clear\W+([\d.]+)", said)
    assert found and 0 < float(found[1]) <= MOST_SEALED_BYTES


def test_a_short_run_compares_an_invoice_with_a_bare_workflow() -> None:
    said = run("--only", "invoices")
    ours, bare = history_events(said)
    assert ours <= MOST_INVOICE_EVENTS < bare


def test_a_short_run_has_reminders_due_at_once() -> None:
    assert "10 reminders due at once" in run("--only", "due-at-once")


def test_a_short_run_leaves_invoices_open() -> None:
    assert "10 invoices left open" in run("--only", "left-open")


def test_a_short_run_has_one_wire_for_many_invoices() -> None:
    said = run("--only", "one-wire", compared=r"answer / ledger")
    assert "one wire for 120 invoices of one account" in said
    assert re.search(r"taken back\D+[\d.]+", said)


def test_a_short_run_reads_the_consoles_pages() -> None:
    assert "20 open requests, 50 readers at the same time" in run("--only", "console")


def test_a_short_run_makes_papers() -> None:
    assert "Factur-X of 3 lines with all checks" in run("--only", "papers", compared="all / typst")


def test_a_short_run_delivers_events() -> None:
    said = run("--only", "events", compared=r"ours .* bare httpx .* ours / bare")
    assert "200 events each" in said


def test_a_short_run_measures_what_listening_costs() -> None:
    run("--only", "listening", compared=r"none .* one endpoint .* one / none")


def run(*arguments: str, compared: str = r"ours .* bare .* ours / bare") -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", *arguments],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert re.search(compared, ran.stdout)
    return ran.stdout


def history_bytes(said: str, of: str) -> float:
    measured = re.search(rf"history bytes {of} +│ +([\d,]+) ", said)
    assert measured is not None
    return float(measured[1].replace(",", ""))


def history_events(said: str) -> tuple[float, float]:
    events = re.search(r"history events\D+([\d.]+)\D+([\d.]+)", said)
    assert events is not None
    return float(events[1]), float(events[2])
