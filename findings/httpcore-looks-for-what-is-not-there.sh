#!/usr/bin/env bash
# httpcore 1.0.9 with anyio 4.16: one request looks many times for a package that is not installed.
# At each lock and event of a request httpcore asks which asynchronous library runs, by importing sniffio.
# anyio brought that package along and needs it no more, so it is not there in a new installation; Python
# remembers no import that failed, and every time walks through all of its path. Where one sends many small
# requests this is a sixth of what they cost, and a dependency of nobody would have to be installed to be
# rid of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check httpx==0.28.1 httpcore==1.0.9 anyio==4.16.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import asyncio
import sys
from importlib.util import find_spec

import httpx

looked_for = []


class Watching:
    def find_spec(self, name, path=None, target=None):
        if name == "sniffio":
            looked_for.append(name)


async def answer(reader, writer):
    while await reader.readline() not in (b"\r\n", b""):
        pass
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with httpx.AsyncClient() as client:
        await client.get(url)
        sys.meta_path.insert(0, Watching())
        await client.get(url)
    print("sniffio installed:", find_spec("sniffio") is not None)
    print("looked for in one request:", len(looked_for), "times")


asyncio.run(main())
PYTHON
diff "$folder/seen" - <<'SEEN'
sniffio installed: False
looked for in one request: 8 times
SEEN
echo "As described: httpx==0.28.1 httpcore==1.0.9 anyio==4.16.0"
