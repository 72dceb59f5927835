"""The console as it is in use: a real engine, a real worker, a real server, a real browser."""

import os
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from cli.samples.filling import fill
from console.app import create_app, opened_services
from console.door.serving import console_endpoint
from console.services import Services
from domain.invoices.invoice import invoice_id
from engine.ports import free_port
from tests.browser.visits import PASSWORD, STAFF, Visits
from tests.temporal_server import temporal_server
from tests.workflows.house import House, at_work, house_with, settings_for
from tools.chromium import ARGUMENTS, HOW_TO_INSTALL, chromium


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium. Without one these tests say so, and in CI they fail."""
    found = chromium()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_INSTALL)
        pytest.skip(HOW_TO_INSTALL)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield started
        await started.close()


@pytest.fixture(scope="session")
async def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One house at work for all of them, on an engine of its own: the sample data's names are the
    same everywhere. None of its requests and invoices may fail a step of its own."""
    home = tmp_path_factory.mktemp("console")
    settings = settings_for(home, console_address=f"127.0.0.1:{free_port()}")
    async with (
        temporal_server() as temporal,
        house_with(temporal, settings) as house,
        at_work(house),
    ):
        yield house
        await house.assert_healthy()


@pytest.fixture(scope="session")
async def town(house: House) -> House:
    """The house with the sample data in it."""
    filled = await fill(house.requests, house.invoices, house.ledger)
    house.opened += [each.request for each in filled.requests]
    house.opened += [invoice_id(each.invoice) for each in filled.invoices]
    return house


@pytest.fixture(scope="session")
async def services(house: House) -> AsyncIterator[Services]:
    address = house.temporal.service_client.config.target_host
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TEMPORAL_ADDRESS", address)
        async with opened_services(house.settings) as services:
            for role, sign_in in STAFF.items():
                await services.access.add_person(sign_in, PASSWORD, [role], None, by="tests")
            yield services


@pytest.fixture(scope="session")
async def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture(scope="session")
async def visits(browser: Browser, services: Services, app: FastAPI) -> AsyncIterator[Visits]:
    async with console_endpoint(app, services.settings.console_address) as address:
        yield Visits(browser, services, address)
