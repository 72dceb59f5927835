"""Everything about an account's people is handed over, on both databases."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from adapters.storage.documents import DocumentStore
from clients.persons import PersonClient
from domain.errors import AccountUnknown
from settings import Settings
from tests.domain.requests.lives import CERTIFICATE, Life, a_request_for_documents
from tests.ledger.billing import Billing
from tests.ledger.erasing import a_life
from tests.ledger.samples import CONTOSO
from tests.ledger.test_request_lives import kept
from tests.storage.files import pdf


async def test_all_that_is_kept_of_an_account_is_in_one_file(
    billing: Billing, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path)
    store = await DocumentStore.open(settings.storage_url)
    await a_life(billing.database, store)
    await billing.issue()
    await billing.pay()
    made = await PersonClient(billing.database, settings).export(CONTOSO, "audrey")
    assert (made.requests, made.invoices, made.documents, made.missing) == (1, 1, 1, ())
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        told = json.loads(archive.read("export.json"))
        (name,) = (each for each in archive.namelist() if each.startswith("documents/"))
        assert archive.read(name) == pdf()
    assert told["account"]["account"]["id"] == CONTOSO
    assert "contact" in told["requests"][0][0]["form"]
    assert {"invoice", "timeline", "payment"} <= {each["kind"] for each in told["invoices"][0]}


async def test_a_document_that_is_gone_is_named(billing: Billing, tmp_path: Path) -> None:
    life = a_request_for_documents()
    life.send(CERTIFICATE)
    life.request.account_id = CONTOSO
    await kept(billing.database, life.request, 5)
    made = await PersonClient(billing.database, Settings(home=tmp_path)).export(CONTOSO, "audrey")
    assert (made.documents, len(made.missing)) == (0, 1)


async def test_a_request_that_names_the_account_in_another_case_is_its_own(
    billing: Billing, tmp_path: Path
) -> None:
    life = Life()
    life.request.scope_id, life.request.account_id = "sub-1", CONTOSO.upper()
    await kept(billing.database, life.request, 5)
    made = await PersonClient(billing.database, Settings(home=tmp_path)).export(CONTOSO, "audrey")
    assert made.requests == 1


async def test_nobody_knows_an_account_that_is_not_there(billing: Billing, tmp_path: Path) -> None:
    client = PersonClient(billing.database, Settings(home=tmp_path))
    with pytest.raises(AccountUnknown):
        await client.export("nobody", "audrey")
