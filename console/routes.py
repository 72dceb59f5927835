"""How the application gets the routes of its parts."""

from fastapi import APIRouter, FastAPI


def add_routes(app: FastAPI, router: APIRouter) -> None:
    """Has the application serve the routes of this router, as they are.

    `include_router` builds each of them again, for the case that the application adds a prefix or
    a dependency, and looks for them in two steps. Here neither is so: it would double the time
    that a start takes.
    """
    app.router.routes.extend(router.routes)
