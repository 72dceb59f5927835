"""Whoever reads `--json` or the API reads of these lives what was read when they were recorded."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.ledger.billing import Billing
from tests.ledger.invoice_lives import LIVES, shown_of

RECORDED = Path(__file__).with_name("recorded")


@pytest.mark.parametrize("life", LIVES)
async def test_a_recorded_life_is_shown_as_before(life: str, billing: Billing) -> None:
    await LIVES[life](billing)
    recorded = json.loads((RECORDED / f"{life}.json").read_text("utf-8"))
    assert _as_recorded(await shown_of(billing), recorded) == recorded


def _as_recorded(told: Any, recorded: Any) -> Any:
    """Of what is shown now, the fields that there were then."""
    if isinstance(recorded, Mapping):
        return {name: _as_recorded(told[name], recorded[name]) for name in recorded}
    if isinstance(recorded, Sequence) and not isinstance(recorded, str):
        assert len(told) == len(recorded)
        return [_as_recorded(*each) for each in zip(told, recorded, strict=True)]
    return told
