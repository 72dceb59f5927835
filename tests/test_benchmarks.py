"""The benchmarks run, and what they count keeps its bounds. What they time is asserted nowhere."""

import re
import subprocess
import sys
from pathlib import Path

MOST_HISTORY_EVENTS = 45
"""Of a lifecycle with a credit check: each one costs the engine."""


def test_a_short_run_compares_a_request_with_a_bare_workflow() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--lifecycles", "2"],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert re.search(r"ours .* bare .* ours / bare", ran.stdout)
    events = re.search(r"history events\D+([\d.]+)\D+([\d.]+)", ran.stdout)
    assert events is not None
    assert float(events[1]) <= MOST_HISTORY_EVENTS < float(events[2])
