"""The staff's pages: queues, requests, invoices and accounts."""

from fastapi import FastAPI

from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    # `console.access` has to be imported before the modules that render pages, which need it.
    from console.pages import accounts, documents, invoice_list, invoices, letters, reports
    from console.pages.caching import InvalidateAfterWrites
    from console.pages.filters import register
    from console.pages.queues import QueuePages
    from console.pages.requests import RequestPages
    from console.templating import environment
    from files.reading import configured_policy

    register(environment())
    app.add_middleware(InvalidateAfterWrites)
    policy = configured_policy(settings)
    QueuePages(app.state.services).install(app)
    RequestPages(app.state.services, policy).install(app)
    app.include_router(documents.router)
    app.include_router(invoice_list.router)
    app.include_router(reports.router)
    app.include_router(letters.router)
    invoices.install(app)
    accounts.install(app)
