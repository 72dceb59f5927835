"""The demo beside the stand-in for Stripe: all of it is started, which takes some fifteen seconds.
Every claim of the story is checked by the story itself."""

import json
import subprocess
import sys
from pathlib import Path

from tools.docs_demo import ROOT, clean_environment


def test_the_story_with_stripe_holds_and_leaves_nothing_running(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "starter.py"), "demo", "--provider=stripe", "--json"],
        env={**clean_environment(), "PAYBYINVOICE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["switched"] is True
    asked = [sys.executable, str(ROOT / "starter.py"), "demo", "--provider=http"]
    refused = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert refused.returncode == 2
    assert "--provider" in refused.stderr + refused.stdout
