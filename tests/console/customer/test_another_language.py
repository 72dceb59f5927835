"""Customers' pages in a language that is no more than a file."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.console.customer.desk import Browser, Desk
from tests.console.customer.filling import FILLED, link_of
from tests.wording.pseudo import LANGUAGE, spoken
from tests.workflows.billing import billing
from tests.workflows.customers import a_customer
from tests.workflows.payers import AP
from wording.catalogue import CUSTOMERS, LOCALES, words_in

PRODUCT = "Pay by invoice"
"""Its name is the same in every language."""


@pytest.fixture
def language(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "customers"
    folder.mkdir()
    with spoken(folder) as language:
        yield language


async def test_a_request_and_the_way_in_say_nothing_in_english(desk: Desk, language: str) -> None:
    customer = a_customer()
    await desk.system.welcome(customer)
    link = link_of(customer)

    async with desk.stranger(language) as stranger:
        await only_in_it(stranger, "/sign-in", "/c/unknown")
    async with desk.customer(customer.account_id, language=language) as anna:
        await only_in_it(anna, "/my", f"{link}/form")
        await anna.send(f"{link}/form/submit", **{**FILLED, "company__tax_id": ""})
        assert_only_in_it(anna)
        await anna.send(f"{link}/form/submit", **FILLED)
        assert_only_in_it(anna)
        await only_in_it(anna, link, f"{link}/documents", f"{link}/withdraw", "/my/nowhere", "/me")
        assert anna.page is not None
        assert {"English", "Nederlands"} <= set(re.findall(r"\w+", (await anna.get("/my")).says))


async def test_an_invoice_says_nothing_in_english(desk: Desk, language: str) -> None:
    bill = await billing(desk.system)
    await bill.issue("1000.00")

    async with desk.customer(bill.payer.account_id, AP, language) as carla:
        await only_in_it(carla, "/my/invoices", f"/my/invoices/{bill.payer.number}")


async def only_in_it(browser: Browser, *paths: str) -> None:
    for path in paths:
        await browser.get(path)
        assert_only_in_it(browser)


def assert_only_in_it(browser: Browser) -> None:
    assert browser.page is not None
    said = f" {browser.page.says} "
    assert browser.page.root.all("html")[0].attributes["lang"] == LANGUAGE
    assert [each for each in _english_sentences() if f" {each} " in said] == []
    assert re.search("[áéíóú]", said)


def _english_sentences() -> set[str]:
    """English texts of more than two words, as they are."""
    said = (words_in("en").plain(key, {}) for key in words_in("en") if not _is_filled_in(key))
    return {each for each in said if each.count(" ") > 1} - {PRODUCT}


def _is_filled_in(key: str) -> bool:
    return (
        key in _counted_keys()
        or key.startswith(("letter.", "option."))
        or "{" in words_in("en")(key)
    )


@cache
def _counted_keys() -> set[str]:
    """Those with a form for one and one for many, which say how many."""
    with (CUSTOMERS / f"{LOCALES['en']}.po").open("rb") as file:
        return {message.id[0] for message in read_po(file) if message.pluralizable}
