"""A paper's file is the same each time, in every process: its SHA-256 stays in the ledger."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from adapters.papers.maker import Papers
from domain.papers.formats import PaperFormat
from tests.papers.building import SWISS_ACCOUNT, line, paper
from tests.papers.test_pdf import PNG

OF = paper(
    [line(number, currency="CHF") for number in range(1, 41)],
    currency="CHF",
    account=SWISS_ACCOUNT,
    language="nl",
)
PROGRAM = """
import sys
from hashlib import sha256
from adapters.papers.maker import Papers
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper
of = Paper.model_validate_json(sys.stdin.read())
logo = bytes.fromhex(sys.argv[1])
for as_ in reversed(PaperFormat):
    print(as_, sha256(Papers().make(of, as_, logo)).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(seed: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, PNG.hex()],
        input=OF.model_dump_json(),
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    there = dict(line.split() for line in done.stdout.splitlines())

    here = {as_.value: sha256(Papers().make(OF, as_, PNG)).hexdigest() for as_ in PaperFormat}
    assert there == here
    assert here == {
        as_.value: sha256(Papers().make(OF, as_, PNG)).hexdigest() for as_ in PaperFormat
    }
