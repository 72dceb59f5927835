"""Signing in and out, one's own access, customers' links, and the administration of people."""

from fastapi import FastAPI

from console.entrance import (
    administration,
    invitations,
    links,
    log_page,
    own,
    own_keys,
    second_step,
    sign_in,
    sign_in_oidc,
)
from console.routes import add_routes
from settings import Settings


def install(app: FastAPI, settings: Settings) -> None:
    for part in (
        sign_in,
        sign_in_oidc,
        links,
        administration,
        invitations,
        second_step,
        own,
        own_keys,
        log_page,
    ):
        add_routes(app, part.router)
