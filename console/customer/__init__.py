"""The customer's own pages: everything that a customer sees of their requests and invoices, in
English and Dutch. Nothing here shows what is not theirs: see `acting`."""

from fastapi import FastAPI

from console.routes import add_routes
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    from console.customer import (
        application,
        documents,
        drafting,
        home,
        invoices,
        papers,
        requests,
        statement,
        switching,
    )

    requests_first = (home, drafting, documents, application, switching, requests)
    for part in (*requests_first, invoices, papers, statement):
        add_routes(app, part.router)
