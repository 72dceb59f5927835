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
        group: tuple[str, Sequence[StrEnum]] | None = None,
    ) -> None:
        """`subject` is what a refusal calls it: `request`, `invoice`. `group` names states that
        the diagram draws as one, where an arrow means each of them."""
        self.subject = subject
        self._group_name, self._group = group or ("", ())
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
        where it is. What leads from every state of the group, or into several, leads from or into
        the group."""
        arrows: dict[tuple[str, str], dict[str, None]] = {}
        for source, trigger, dest in self.edges():
            if source is not dest:
                way = self._from(source, trigger, dest), self._into(source, trigger, dest)
                arrows.setdefault(way, {})[trigger] = None
        begins_in = self._group_name if self.initial in self._group else self.initial
        lines = ["stateDiagram-v2", f"    [*] --> {begins_in}"]
        inside = [way for way in arrows if set(way) <= set(self._group)]
        if self._group:
            drawn = [f"        {_arrow(way, arrows.pop(way))}" for way in inside]
            begin = f"        [*] --> {self.initial}"
            lines += [f"    state {self._group_name} {{", begin, *drawn, "    }"]
        lines += [f"    {_arrow(way, triggers)}" for way, triggers in arrows.items()]
        lines += [f"    {state} --> [*]" for state in self._states if state in self._final]
        return "\n".join(lines)

    def _from(self, source: StrEnum, trigger: StrEnum, dest: StrEnum) -> str:
        every = all((state, trigger, dest) in set(self.edges()) for state in self._group)
        grouped = source in self._group and dest not in self._group and every
        return self._group_name if grouped else source

    def _into(self, source: StrEnum, trigger: StrEnum, dest: StrEnum) -> str:
        within = [to for a, b, to in self.edges() if (a, b) == (source, trigger)]
        several = sum(to in self._group for to in within) > 1
        grouped = dest in self._group and source not in self._group and several
        return self._group_name if grouped else dest


def _arrow(way: tuple[str, str], triggers: Iterable[str]) -> str:
    return f"{way[0]} --> {way[1]}: {', '.join(triggers)}"
