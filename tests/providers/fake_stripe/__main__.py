"""`python -m tests.providers.fake_stripe`: the fake as a process of its own. It says where it
listens, and ends when it is told to, or when whoever started it is gone."""

import argparse
import asyncio
import sys
from typing import NoReturn

import uvicorn

from engine.leaving import run_and_leave
from engine.local.ports import LOOPBACK
from tests.providers.fake_stripe.app import API_KEY, SECRET, FakeStripe


async def serve(port: int, webhook: str | None) -> int:
    fake = FakeStripe(webhook=webhook)
    server = uvicorn.Server(
        uvicorn.Config(fake.app(), host=LOOPBACK, port=port, log_level="critical")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    listening = server.servers[0].sockets[0].getsockname()[1]
    sys.stdout.write(f"http://{LOOPBACK}:{listening} {API_KEY} {SECRET}\n")
    sys.stdout.flush()
    sending = asyncio.create_task(fake.keep_sending()) if webhook else None
    if not sys.stdin.isatty():
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, sys.stdin.read)
        server.should_exit = True
    await serving
    if sending is not None:
        sending.cancel()
    return 0


def main() -> NoReturn:
    options = argparse.ArgumentParser(prog="fake_stripe", description=__doc__)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--webhook", help="where signed events are sent to")
    asked = options.parse_args()
    run_and_leave(lambda: serve(asked.port, asked.webhook))


if __name__ == "__main__":
    main()
