"""The JSON API: everything that the command line does, in the same shapes, for holders of keys.

Whose account it is about is asked in `acting`; what comes in is read by `reading`; the rest is one
module for each part of the business.
"""

from fastapi import FastAPI

from console.routes import add_routes
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    """The operations, and their description."""
    # What they import asks us for nothing, but is a lot.
    from console.api import description
    from console.api.documents import TooLarge, too_large

    for each in description.ROUTERS:
        add_routes(app, each)
    add_routes(app, description.router)
    app.add_exception_handler(TooLarge, too_large)  # type: ignore[arg-type]
