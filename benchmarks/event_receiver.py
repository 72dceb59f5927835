"""A program that takes every webhook and does nothing with it: `python -m benchmarks.event_receiver
PORT`. A process of its own, so that its work is in nobody's measurement."""

import sys
from typing import Any

import uvicorn

from engine.local.ports import LOOPBACK

READY = "It takes webhooks"


async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body"})


class Receiver(uvicorn.Server):
    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    port = int(sys.argv[1])
    Receiver(
        uvicorn.Config(
            app, host=LOOPBACK, port=port, lifespan="off", log_level="warning", access_log=False
        )
    ).run()
