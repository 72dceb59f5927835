"""The yardstick of the console: a page of FastAPI that only answers, with as many bytes as ours and
as many calls of Temporal."""

import argparse
from html import escape

import uvicorn
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from temporalio.client import Client

from domain.requests.request import request_id
from domain.requests.snapshot import Snapshot
from engine.connection import connect
from engine.leaving import run_and_leave
from engine.local.ports import listen
from engine.observing.serving import serving
from engine.stopping import stop_requested
from settings import Settings
from workflows.request import PayByInvoiceRequest


def bare_app(temporal: Client, of_queue: int, of_request: int) -> FastAPI:
    """Pages of so many bytes."""
    app = FastAPI()

    @app.get("/queue")
    async def queue() -> HTMLResponse:
        return HTMLResponse(_page("", of_queue))

    @app.get("/request/{scope}")
    async def request(scope: str) -> HTMLResponse:
        handle = temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request_id(scope))
        found: Snapshot = await handle.query(PayByInvoiceRequest.snapshot)
        return HTMLResponse(_page(escape(found.state), of_request))

    return app


def _page(said: str, size: int) -> str:
    page = f"<!doctype html><title>{said}</title><p>{said}</p>"
    return page + " " * (size - len(page))


async def serve(port: int, of_queue: int, of_request: int) -> int:
    stopping = stop_requested()
    temporal = await connect(Settings())
    app = bare_app(temporal, of_queue, of_request)
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
    async with serving(config, listen("127.0.0.1", port, choose_with="another port")):
        print("The console is running", flush=True)
        await stopping.wait()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    for name in ("port", "of_queue", "of_request"):
        parser.add_argument(name, type=int)
    given = parser.parse_args()
    run_and_leave(lambda: serve(given.port, given.of_queue, given.of_request))
