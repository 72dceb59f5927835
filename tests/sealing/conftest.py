"""A ledger with accounts, and sealers over it as processes have them."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from adapters.sealing.aes import new_key
from clients.accounts.ledger import LedgerClient
from engine.sealing.codec import SealingCodec, sealing_converter
from settings import Settings
from tests.domain.building import _example
from tests.ledgers import empty_ledger

MASTER = base64.b64encode(new_key()).decode()

Codec = Callable[..., SealingCodec]


@pytest.fixture
async def home(tmp_path: Path) -> Path:
    """With the accounts of the examples in its ledger."""
    await empty_ledger(tmp_path / "ledger.db")
    async with LedgerClient.opened(Settings(home=tmp_path)) as ledger:
        await ledger.import_accounts(_example("accounts.yaml"))
    return tmp_path


@pytest.fixture
def codec(home: Path) -> Codec:
    """The codec of another process each time, under the settings with these changes."""

    def made(**changes: Any) -> SealingCodec:
        settings = Settings.model_validate({"home": home, "master_key": MASTER, **changes})
        # Made in another thread, where no event loop has keys that the whole process shares.
        with ThreadPoolExecutor(1) as elsewhere:
            codec = elsewhere.submit(sealing_converter, settings).result().payload_codec
        assert isinstance(codec, SealingCodec)
        return codec

    return made
