"""Actors: each lives one life after another and is told what was acknowledged to it."""

import asyncio
import json
import random
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.chaos.deeds import Deeds
from tests.chaos.doors import Answer, Doors, Heard, Step
from tests.chaos.journal import Journal, Wrong


@dataclass
class Actor:
    """Somebody whose choices follow from the round's seed and their own number."""

    name: str
    chance: random.Random
    folder: Path
    """Where their files are: not on the disk that runs full."""
    doors: Doors
    deeds: Deeds
    journal: Journal
    _steps: int = field(default=0, init=False)

    async def does(self, step: Step) -> Any:
        """Takes a step until it is acknowledged; what the answer was."""
        answer = await self._answered(step)
        return answer.said

    async def is_first(self, *rivals: Step) -> list[Heard]:
        """Several ask for the same thing at once, each under a key of their own."""
        answers = await asyncio.gather(*(self._answered(each) for each in rivals))
        return [answer.heard for answer in answers]

    def file(self, content: dict[str, Any]) -> Path:
        self._steps += 1
        file = self.folder / f"{self.name}-{self._steps}.json"
        file.write_text(json.dumps(content, default=str))
        return file

    async def _answered(self, step: Step) -> Answer:
        self._steps += 1
        key = f"{self.name}-{self._steps}"
        answer = await self.doors.until_answered(self.name, step, key, self.chance)
        if answer.heard is Heard.DONE:
            self.deeds.steps += 1
        return answer


Life = Callable[[Actor], Awaitable[None]]


async def live(actor: Actor, lives: tuple[Life, ...], ended: asyncio.Event) -> None:
    """One life after another until the round ends; the last one is lived to its end."""
    while not ended.is_set():
        life = actor.chance.choice(lives)
        actor.journal.write(actor.name, "begins", life=life.__name__)
        try:
            await life(actor)
        except Exception as failed:
            why = str(failed) if isinstance(failed, Wrong) else traceback.format_exc()
            actor.journal.went_wrong(actor.name, f"in {life.__name__}: {why}")
        actor.deeds.lives += 1
