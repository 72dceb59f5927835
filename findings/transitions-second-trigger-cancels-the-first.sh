#!/usr/bin/env bash
# transitions 0.9.3: on an AsyncMachine a second trigger cancels the first one in the midst of its callbacks.
# While a transition waits, for a payment service to answer, any other trigger that succeeds on the same model
# cancels it there: the money is taken, what was to follow is not done, and the state is that of the second.
# The first call does not raise. It answers False, as where a condition refused and nothing was begun.
# With queued=True the second waits for the first; that it was refused then is told to the caller of the first,
# and its own is told True.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check transitions==0.9.3
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import asyncio

from transitions import MachineError
from transitions.extensions import AsyncMachine


class Invoice:
    def __init__(self):
        self.log = []

    async def collect(self):
        self.log.append("money taken")
        await asyncio.sleep(0.2)
        self.log.append("payment booked")


async def asked(trigger):
    try:
        return await trigger()
    except MachineError as error:
        return str(error)


async def both_at_once(queued):
    invoice = Invoice()
    AsyncMachine(
        invoice,
        states=["open", "paid", "void"],
        initial="open",
        queued=queued,
        transitions=[
            {"trigger": "pay", "source": "open", "dest": "paid", "before": "collect"},
            {"trigger": "cancel", "source": "open", "dest": "void"},
        ],
    )
    paying = asyncio.create_task(asked(invoice.pay))
    await asyncio.sleep(0.05)
    cancelling = await asked(invoice.cancel)
    print(f"queued={queued}: pay is {await paying}, cancel is {cancelling}; {invoice.state},", *invoice.log)


for queued in (False, True):
    asyncio.run(both_at_once(queued))
PYTHON
diff "$folder/seen" - <<'SEEN'
queued=False: pay is False, cancel is True; void, money taken
queued=True: pay is "Can't trigger event cancel from state paid!", cancel is True; paid, money taken payment booked
SEEN
echo "As described: transitions==0.9.3"
