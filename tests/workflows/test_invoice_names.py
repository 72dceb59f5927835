"""A name that may mean two invoices."""

import re

import pytest

from domain.errors import InvoiceAmbiguous
from tests.workflows.billing import billing
from tests.workflows.system import System


@pytest.mark.parametrize("second", ["its id", "its reference"])
async def test_it_is_refused_with_what_to_write_for_each(system: System, second: str) -> None:
    at = await billing(system)
    await at.issue()
    number, named = at.payer.number, system.invoices.named
    name = f"invoice/{number}" if second == "its id" else (await at.look()).reference
    await at.issue("50.00", name)

    with pytest.raises(InvoiceAmbiguous) as refused:
        await named(name)

    said, *to_write = re.findall("'([^']+)'", refused.value.reason)
    assert said == name
    assert [await named(each) for each in to_write] == [name, number]
