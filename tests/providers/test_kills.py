"""A worker process is killed in the middle of a switch at a billing system: both systems switch,
once. `python -m tests.providers.kills` does so a hundred times.

It takes long: workers that are killed are processes of their own, and the engine gives up on one
that is gone after ten seconds.
"""

import asyncio
from pathlib import Path
from random import Random

from temporalio.client import Client

from tests.providers.http_site import billing_site
from tests.providers.kills import Kill, opened_lane

POINTS = (
    (False, Kill("stop_collecting", "after")),
    (False, Kill("charged_since", "shortly after", 0.005)),
    (True, Kill("collect_as_before", "after")),
)


async def test_a_worker_killed_at_a_step_leaves_one_state_everywhere(
    temporal: Client, tmp_path: Path
) -> None:
    async with billing_site() as site:

        async def life(refused: bool, kill: Kill) -> None:
            home = tmp_path / kill.call
            async with opened_lane(temporal, site, home, Random(1)) as lane:
                await lane.life(refused, kill, faults=0)
                assert lane.seen.total() == 1, kill
                await lane.assert_nothing_is_left()

        await asyncio.gather(*(life(*point) for point in POINTS))
