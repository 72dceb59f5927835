"""The command line: starts, drives and inspects requests. `python starter.py --help` says how."""

import sys

from cli.main import main
from engine.leaving import run_and_leave

if __name__ == "__main__":
    run_and_leave(lambda: main(sys.argv[1:]))
