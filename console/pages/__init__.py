"""The staff's pages: queues, requests, invoices and accounts."""

from fastapi import FastAPI

from console.routes import add_routes
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    # `console.access` has to be imported before the modules that render pages, which need it.
    from console.pages import (
        account_statement,
        accounts,
        bank,
        bank_entry,
        bank_profiles,
        billing_system,
        documents,
        erasures,
        hooks,
        invoice_letters,
        invoice_list,
        invoices,
        letters,
        reconciling,
        reports,
        retention,
    )
    from console.pages.filters import register
    from console.pages.page_cache import ClearAfterWrites, PageCache
    from console.pages.queues import QueuePages
    from console.pages.requests import RequestPages
    from console.templating import environment
    from files.reading import configured_policy

    register(environment())
    cache = PageCache()
    app.add_middleware(ClearAfterWrites, cache=cache)
    policy = configured_policy(settings)
    QueuePages(app.state.services, cache).install(app)
    RequestPages(app.state.services, policy, cache).install(app)
    add_routes(app, documents.router)
    add_routes(app, invoice_letters.router)
    add_routes(app, invoice_list.router)
    add_routes(app, reports.router)
    add_routes(app, letters.router)
    add_routes(app, account_statement.router)
    add_routes(app, bank.router)
    add_routes(app, bank_entry.router)
    add_routes(app, bank_profiles.router)
    add_routes(app, reconciling.router)
    add_routes(app, billing_system.router)
    add_routes(app, hooks.router)
    add_routes(app, retention.router)
    add_routes(app, erasures.router)
    invoices.install(app)
    accounts.install(app)
