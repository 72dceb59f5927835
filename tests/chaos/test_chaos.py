"""Everything is killed, paused and filled for a quarter of a minute, on both stores at
once: nothing that was acknowledged is lost, and nothing is done twice.

It takes more than a minute: programs have to start, to be broken, to come back and to settle. The
seeds stand here, so that a change passes or fails for what it is; `make chaos` plays others, and
longer.
"""

import asyncio

import pytest

from tests.chaos.__main__ import told
from tests.chaos.rounds import play

_SECONDS = 15


@pytest.mark.timeout(600)
async def test_whatever_dies_each_acknowledged_step_is_there_once() -> None:
    both = await asyncio.gather(
        play(7, _SECONDS, postgres=False, actors=3, mount=False),
        play(8, _SECONDS, postgres=True, actors=3, mount=False),
    )
    for came in both:
        assert not came.wrong, told(came)
        assert came.kills.total() > 3, told(came)
        assert came.deeds.steps > 10, told(came)
