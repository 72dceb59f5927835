"""Writes the lock files: every dependency with its version and hash, without addresses."""

import subprocess
import sys
from pathlib import Path

_TRACING = ["--extra", "tracing"]
LOCKS = {
    "requirements.lock": _TRACING,
    "requirements-dev.lock": [*_TRACING, "--extra", "dev"],
}


def compile_into(target: Path, options: list[str], *, upgrade: bool) -> None:
    """Locks what `pyproject.toml` asks for; versions that still fit stay unless upgraded."""
    command = [
        *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "pyproject.toml"),
        *("--universal", "--generate-hashes", "--no-emit-index-url", "--no-header", "--quiet"),
        *("--no-annotate", "--output-file", str(target), *options),
        *(["--upgrade"] if upgrade else []),
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    for name, options in LOCKS.items():
        compile_into(Path(name), options, upgrade="--upgrade" in sys.argv)
