"""The console as it is in use: a real engine, a real worker, a real server, a real browser.

What people do there takes seconds: every page is loaded, and most are checked by axe."""

import os
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from playwright.async_api import Browser, async_playwright

from cli.samples.filling import fill
from clients.bank.client import BankClient
from console.app import create_app, opened_services
from console.door.serving import console_endpoint
from console.services import Services
from domain.invoices.invoice import invoice_id
from engine.local.ports import free_port
from tests.browser.users import PASSWORD, STAFF, Users
from tests.temporal_server import temporal_server
from tests.workflows.system import System, at_work, opened_system, settings_for
from tools.chromium import ARGUMENTS, HOW_TO_INSTALL, chromium


@pytest.fixture(scope="package")
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


@pytest.fixture(scope="package")
async def system(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[System]:
    """One system for all of them, on an engine of its own: the sample data's names are the
    same everywhere. None of its requests and invoices may fail a step of its own."""
    home = tmp_path_factory.mktemp("console")
    settings = settings_for(home, console_address=f"127.0.0.1:{free_port()}")
    async with (
        temporal_server() as temporal,
        opened_system(temporal, settings) as system,
        at_work(system),
    ):
        yield system
        await system.assert_healthy()


@pytest.fixture(scope="package")
async def sample_data(system: System) -> System:
    """The system with the sample data in it."""
    async with BankClient.opened(system.settings) as bank:
        filled = await fill(system.requests, system.invoices, system.ledger, bank)
    system.opened += [each.request for each in filled.requests]
    system.opened += [invoice_id(each.invoice) for each in filled.invoices]
    return system


@pytest.fixture(scope="package")
async def services(system: System) -> AsyncIterator[Services]:
    address = system.temporal.service_client.config.target_host
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TEMPORAL_ADDRESS", address)
        async with opened_services(system.settings) as services:
            for role, sign_in in STAFF.items():
                await services.access.add_person(sign_in, PASSWORD, [role], None, by="tests")
            yield services


@pytest.fixture(scope="package")
async def app(services: Services) -> FastAPI:
    return create_app(services)


@pytest.fixture(scope="package")
async def users(browser: Browser, services: Services, app: FastAPI) -> AsyncIterator[Users]:
    async with console_endpoint(app, services.settings.console_address) as address:
        yield Users(browser, services, address)
