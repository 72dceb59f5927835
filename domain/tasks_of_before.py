"""Reads what was stored before tasks had names: `waiting_on` with a sentence and nothing else.

Nothing is written like this any more. It is in workflow histories, in answers that the engine
keeps, and in the ledger's rows.
"""

from typing import Any

from domain.tasks import SENTENCES, Task

_KNOWN = frozenset(Task)
_TASKS = {sentence: task for task, sentence in SENTENCES.items() if "{" not in sentence}
_PUT_RIGHT, _VERIFY, _THEN_SWITCH = "put right: ", "verify: ", ", then make the switch"


def task_of(sentence: str) -> tuple[Task, tuple[str, ...]]:
    """The task that a sentence says, and the rules that it names."""
    if sentence in _TASKS:
        return _TASKS[sentence], ()
    if sentence.startswith(_VERIFY):
        return Task.VERIFY, _codes(sentence.removeprefix(_VERIFY))
    if sentence.startswith(_PUT_RIGHT):
        listed = sentence.removeprefix(_PUT_RIGHT)
        task = Task.PUT_RIGHT_THEN_SWITCH if listed.endswith(_THEN_SWITCH) else Task.PUT_RIGHT
        return task, _codes(listed.removesuffix(_THEN_SWITCH))
    return Task.OTHER, ()


def with_task(stored: Any) -> Any:
    """A stored `waiting_on`, with its task added if it has none that this version knows."""
    if not isinstance(stored, dict) or stored.get("task") in _KNOWN:
        return stored
    task, codes = task_of(stored.get("for") or "")
    return {**stored, "task": task, "codes": codes}


def _codes(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


def named_task(stored: Any) -> Any:
    """The task of an invoice's step, where it was stored as a sentence."""
    is_sentence = isinstance(stored, str) and stored not in set(Task)
    return task_of(stored)[0] if is_sentence else stored
