"""A diagram of a request's states, with the path that one request has taken.

The transitions come from the state machine itself; this module holds the positions. The diagram is
upright, like a map of a metro, to be readable on a phone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

from domain.requests.lifecycle import State, edges
from domain.requests.snapshot import TimelineEntry
from wording.catalogue import staff_words
from wording.terms import term

WIDTH, HEIGHT = 400, 408
BOX_WIDTH, BOX_HEIGHT = 108, 38
_BEND = 8
_LONGEST_LINE = 12
"""Letters of a state's name that fit into its box."""

Point = tuple[float, float]
Way = tuple[State, State]

_LEFT, _MIDDLE, _RIGHT = 62, 200, 338

PLACES: dict[State, Point] = {
    State.DRAFT: (_MIDDLE, 26),
    State.SUBMITTED: (_MIDDLE, 106),
    State.LEGAL_DOCUMENTS: (_LEFT, 162),
    State.CREDIT_CHECK: (_LEFT, 242),
    State.APPROVED: (_MIDDLE, 302),
    State.SWITCHED: (_MIDDLE, 382),
    State.WITHDRAWN: (_RIGHT, 66),
    State.REJECTED: (_RIGHT, 202),
}
"""The centre of each state's box."""

_TO_WITHDRAWN, _TO_REJECTED = 264, 276
"""The tracks of the lines to the two early ends."""

TRACKS: dict[Way, tuple[Point, ...]] = {
    (State.DRAFT, State.SUBMITTED): ((200, 45), (200, 87)),
    (State.SUBMITTED, State.APPROVED): ((200, 125), (200, 283)),
    (State.APPROVED, State.SWITCHED): ((200, 321), (200, 363)),
    (State.SUBMITTED, State.LEGAL_DOCUMENTS): ((146, 100), (48, 100), (48, 143)),
    (State.LEGAL_DOCUMENTS, State.SUBMITTED): ((76, 143), (76, 112), (146, 112)),
    (State.CREDIT_CHECK, State.LEGAL_DOCUMENTS): ((48, 223), (48, 181)),
    (State.LEGAL_DOCUMENTS, State.CREDIT_CHECK): ((76, 181), (76, 223)),
    (State.SUBMITTED, State.CREDIT_CHECK): ((176, 125), (176, 242), (116, 242)),
    (State.CREDIT_CHECK, State.APPROVED): ((62, 261), (62, 302), (146, 302)),
    (State.SUBMITTED, State.REJECTED): (
        (254, 114), (_TO_REJECTED, 114), (_TO_REJECTED, 202), (284, 202),
    ),
    (State.LEGAL_DOCUMENTS, State.REJECTED): (
        (116, 170), (_TO_REJECTED, 170), (_TO_REJECTED, 202), (284, 202),
    ),
    (State.CREDIT_CHECK, State.REJECTED): (
        (116, 252), (_TO_REJECTED, 252), (_TO_REJECTED, 202), (284, 202),
    ),
    (State.DRAFT, State.WITHDRAWN): ((254, 26), (_RIGHT, 26), (_RIGHT, 47)),
    (State.SUBMITTED, State.WITHDRAWN): (
        (254, 100), (_TO_WITHDRAWN, 100), (_TO_WITHDRAWN, 66), (284, 66),
    ),
    (State.LEGAL_DOCUMENTS, State.WITHDRAWN): (
        (116, 154), (_TO_WITHDRAWN, 154), (_TO_WITHDRAWN, 66), (284, 66),
    ),
    (State.CREDIT_CHECK, State.WITHDRAWN): (
        (116, 232), (_TO_WITHDRAWN, 232), (_TO_WITHDRAWN, 66), (284, 66),
    ),
    (State.APPROVED, State.WITHDRAWN): (
        (254, 302), (_TO_WITHDRAWN, 302), (_TO_WITHDRAWN, 66), (284, 66),
    ),
}  # fmt: skip
"""The points of the line between two states; a line without points is straight."""


@dataclass(frozen=True, slots=True)
class Box:
    state: State
    x: float
    y: float
    lines: tuple[str, ...]
    passed: bool
    current: bool
    final: bool


@dataclass(frozen=True, slots=True)
class Line:
    way: Way
    path: str
    taken: bool


@dataclass(frozen=True, slots=True)
class StateDiagram:
    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    """The lines that were taken come last, so that they are drawn on top."""
    said: str
    """The path in words."""


def ways() -> tuple[Way, ...]:
    """Every transition of the machine, once."""
    return tuple(dict.fromkeys((source, dest) for source, _, dest in edges() if source != dest))


def way_of(timeline: Iterable[TimelineEntry], now: State) -> tuple[State, ...]:
    """The states that a request went through, in order."""
    passed = [State.DRAFT]
    passed += [each.to for each in timeline if each.from_ is not None and each.from_ != each.to]
    return tuple(passed if passed[-1] is now else [*passed, now])


def state_diagram(way: Sequence[State]) -> StateDiagram:
    """The diagram with this path, which ends at the request's present state."""
    taken = set(pairwise(way))
    every = ways()
    lines = [Line(each, _path(_track(each)), each in taken) for each in every]
    leaves = {source for source, _ in every}
    return StateDiagram(
        WIDTH,
        HEIGHT,
        tuple(
            Box(
                state,
                *PLACES[state],
                _on_lines(term(state)),
                state in way,
                state is way[-1],
                state not in leaves,
            )
            for state in State
        ),
        tuple(sorted(lines, key=lambda line: line.taken)),
        _said(way, every),
    )


def _on_lines(name: str) -> tuple[str, ...]:
    return tuple(name.split()) if len(name) > _LONGEST_LINE else (name,)


def _track(way: Way) -> tuple[Point, ...]:
    return TRACKS.get(way) or (PLACES[way[0]], PLACES[way[1]])


def _path(points: Sequence[Point]) -> str:
    """An SVG path along these points, with rounded corners."""
    parts = [f"M{points[0][0]} {points[0][1]}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        start, end = _towards(corner, before), _towards(corner, after)
        parts.append(f"L{start[0]} {start[1]}Q{corner[0]} {corner[1]} {end[0]} {end[1]}")
    parts.append(f"L{points[-1][0]} {points[-1][1]}")
    return "".join(parts)


def _towards(one: Point, other: Point) -> Point:
    """The point where a bend begins, on the way from one point to another."""
    reach = max(abs(other[0] - one[0]), abs(other[1] - one[1]))
    share = min(_BEND, reach / 2) / reach if reach else 0
    return round(one[0] + (other[0] - one[0]) * share, 1), round(
        one[1] + (other[1] - one[1]) * share, 1
    )


def _said(way: Sequence[State], every: Sequence[Way]) -> str:
    words, names = staff_words(), [term(state) for state in way]
    onward = [term(dest) for source, dest in every if source is way[-1]]
    so_far = reduce(
        lambda before, state: words("requests.way_then", before=before, state=state), names
    )
    if not onward:
        return words("requests.way_ended", states=so_far, state=names[-1])
    or_ = reduce(lambda before, state: words("requests.way_or", before=before, state=state), onward)
    return words("requests.way_on", states=so_far, state=names[-1], next=or_)
