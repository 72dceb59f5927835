"""The yardstick's program on DBOS: the same steps, waits and answers, kept in PostgreSQL.

Each wait for a person is for a message, with the timeout of the yardstick's timer, each answer an
event under the message's key, each activity a step that runs the yardstick's own code.
"""

from typing import Any, TypedDict

from dbos import DBOS

from benchmarks.bare import BareActivities, Mail

_DAY = 24 * 60 * 60

Standing = dict[str, Any]


class Message(TypedDict):
    kind: str
    key: str
    by: str
    note: str


class DbosRequest:
    """The workflow, with its steps. Registered by being made, once in a process."""

    def __init__(self, activities: BareActivities) -> None:
        # Functions, since DBOS notes each step on what it is given, and a method takes no notes.
        @DBOS.step(name="assess")
        async def assess(scope_id: str) -> list[str]:
            return await activities.assess(scope_id)

        @DBOS.step(name="switch")
        async def switch(scope_id: str) -> None:
            await activities.switch(scope_id)

        @DBOS.step(name="mail")
        async def mail(order: Mail) -> None:
            await activities.mail(order)

        async def run(scope_id: str, draft: dict[str, Any], key: str) -> Standing:
            standing: Standing = {"scope_id": scope_id, "state": "draft", "findings": []}
            await DBOS.set_event_async(key, standing)
            submitted = await _received("submit", days=30, standing=standing)
            standing["findings"] = await assess(scope_id)
            standing["state"] = "credit_check"
            await DBOS.set_event_async(submitted, standing)
            await mail(Mail(f"{scope_id}-submitted", "submitted"))
            decided = await _received("decide", days=7, standing=standing)
            standing["state"] = "approved"
            await DBOS.set_event_async(decided, standing)
            standing["findings"] = await assess(scope_id)
            await mail(Mail(f"{scope_id}-approved", "approved"))
            switched = await _received("switch", days=90, standing=standing)
            await switch(scope_id)
            standing["state"] = "switched"
            await DBOS.set_event_async(switched, standing)
            await mail(Mail(f"{scope_id}-switched", "switched"))
            return standing

        self.run = DBOS.workflow(name="request")(run)


async def _received(kind: str, days: int, standing: Standing) -> str:
    """Waits for a message of this kind and gives its key; any other one is refused."""
    while True:
        message: Message | None = await DBOS.recv_async(timeout_seconds=days * _DAY)
        if message is None:
            raise TimeoutError(f"nobody did {kind}")
        if message["kind"] == kind:
            return message["key"]
        refused = {"refused": f"not possible while {standing['state']}"}
        await DBOS.set_event_async(message["key"], refused)
