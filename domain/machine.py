"""A state machine as data, on `transitions`, and what may be asked of it.

One machine serves every subject: its events are triggered on whatever carries a `state`. The
diagrams are drawn from the same table. A guard that is false would pass in silence in
`transitions`; here it is a refusal.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from transitions import EventData
from transitions import Machine as TransitionsMachine

from domain.errors import NotPossibleNow


class StateMachine:
    def __init__(
        self,
        subject: str,
        states: type[StrEnum],
        initial: StrEnum,
        final: Collection[StrEnum],
        transitions: Sequence[Mapping[str, Any]],
    ) -> None:
        """`subject` is what a refusal calls it: `request`, `invoice`."""
        self.subject = subject
        self.initial = initial
        self._states = states
        self._final = final
        self._transitions = transitions
        self._machine = TransitionsMachine(
            model=None,
            states=list(states),
            initial=initial,
            transitions=[dict(transition) for transition in transitions],
            auto_transitions=False,
            send_event=True,
        )

    def refuse_unless_allowed(self, model: Any, trigger: StrEnum) -> None:
        """Raises NotPossibleNow when this trigger is not allowed in the state that it is in."""
        event = self._machine.events[trigger]
        asked = EventData(None, event, self._machine, model, args=(), kwargs={})
        if not any(
            all(condition.check(asked) for condition in transition.conditions)
            for transition in event.transitions.get(model.state.name, ())
        ):
            raise NotPossibleNow(trigger, model.state, subject=self.subject)

    def fire(self, model: Any, trigger: StrEnum) -> None:
        """Moves the model along, or raises NotPossibleNow and leaves it as it was."""
        self.refuse_unless_allowed(model, trigger)
        self._machine.events[trigger].trigger(model)

    def allows_from(self, state: StrEnum, trigger: StrEnum) -> bool:
        """Whether any arrow of this trigger leaves the state, whatever its guards say."""
        return any(source is state and each is trigger for source, each, _ in self.edges())

    def edges(self) -> Iterable[tuple[Any, Any, Any]]:
        """Every arrow (from, trigger, to), for diagrams and for the test of every state x
        trigger."""
        for transition in self._transitions:
            sources = transition["source"]
            for source in sources if isinstance(sources, list) else [sources]:
                yield source, transition["trigger"], transition["dest"]

    def mermaid(self) -> str:
        """A Mermaid state diagram; one arrow for all that lead the same way, none for what stays
        where it is."""
        arrows: dict[tuple[StrEnum, StrEnum], list[StrEnum]] = {}
        for source, trigger, dest in self.edges():
            if source is not dest:
                arrows.setdefault((source, dest), []).append(trigger)
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {a} --> {b}: {', '.join(triggers)}" for (a, b), triggers in arrows.items()]
        lines += [f"    {state} --> [*]" for state in self._states if state in self._final]
        return "\n".join(lines)
