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
        requests,
        statement,
        switching,
    )

    parts = (home, drafting, documents, application, switching, requests, invoices, statement)
    for part in parts:
        add_routes(app, part.router)
