"""Files are taken while there is a use for them, so many of one caller."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from console.buckets import Bucket
from domain.access import Role
from domain.requests import messages
from tests.console.api.office import Office
from tests.workflows.customers import ANNA, a_customer
from tests.workflows.steps import CERTIFICATE


def _kept(office: Office) -> list[Path]:
    folder = Path(urlsplit(office.services.settings.storage_url).path)
    return [each for each in folder.rglob("*") if each.is_file()]


_LARGE = b"x" * 3_000_000


@contextmanager
def no_room_for_large_files() -> Iterator[None]:
    """This process, which is the console, can write no file that is as large as `_LARGE`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_file_without_room_for_it_is_refused_and_taken_once_there_is(
    office: Office,
) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    await office.system.open(customer)
    anna = await office.program(Role.CUSTOMER, account=customer.account_id, name="anna")
    clerk = await office.program(Role.BILLING)
    path = f"/requests/{customer.scope_id}/credit-application/documents"
    with no_room_for_large_files():
        for answer in (
            await anna.asks("PUT", path, content=_LARGE),
            await clerk.asks("POST", "/bank/imports", files=[("files", ("large", _LARGE))]),
        ):
            assert answer.status_code == 507, answer.text
            assert answer.json()["refused"]["code"] == "storage_full"
            assert "again" in answer.json()["refused"]["reason"]
    assert _kept(office) == []
    again = await anna.asks("PUT", path, content=CERTIFICATE.read_bytes())
    assert again.status_code == 200


async def test_nothing_is_kept_for_a_request_that_has_ended(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    await office.system.open(customer)
    await office.system.send(customer, messages.Withdraw(by=ANNA, reason="Not now."))
    at = f"/requests/{customer.scope_id}"
    for program in (
        await office.program(Role.CUSTOMER, account=customer.account_id),
        await office.program(Role.ADMIN),
    ):
        path = f"{at}/credit-application/documents"
        answer = await program.asks("PUT", path, content=CERTIFICATE.read_bytes())
        assert answer.status_code == 409
        assert answer.json()["refused"]["code"] == "not_possible_now"
    assert _kept(office) == []


async def test_one_caller_sends_so_many_files_and_another_still_may(office: Office) -> None:
    customer = a_customer()
    await office.system.welcome(customer)
    await office.system.open(customer)
    object.__setattr__(office.services, "uploads", Bucket(2, 3600))
    path = f"/requests/{customer.scope_id}/credit-application/documents"
    anna = await office.program(Role.CUSTOMER, account=customer.account_id, name="anna")
    ben = await office.program(Role.CUSTOMER, account=customer.account_id, name="ben")
    sent = [await anna.asks("PUT", path, content=CERTIFICATE.read_bytes()) for _ in range(3)]
    assert [each.status_code for each in sent] == [200, 200, 429]
    assert int(sent[-1].headers["retry-after"]) > 0
    assert (await ben.asks("PUT", path, content=CERTIFICATE.read_bytes())).status_code == 200
