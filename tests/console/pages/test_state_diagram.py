"""The drawing of a request's states: every state, every way, from the machine itself."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from console.drawing.state_diagram import (
    BOX_HEIGHT,
    BOX_WIDTH,
    HEIGHT,
    PLACES,
    TRACKS,
    WIDTH,
    state_diagram,
    way_of,
    ways,
)
from domain.requests.happenings import Happening
from domain.requests.lifecycle import FINAL, State, edges
from domain.requests.snapshot import TimelineEntry

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def every_way(so_far: tuple[State, ...] = (State.DRAFT,)) -> list[tuple[State, ...]]:
    """Every way through the machine that comes to no state twice."""
    onward = [dest for source, dest in ways() if source is so_far[-1] and dest not in so_far]
    return [so_far, *(way for dest in onward for way in every_way((*so_far, dest)))]


def test_every_state_has_a_place_within_the_drawing_and_of_its_own() -> None:
    assert set(PLACES) == set(State)
    for x, y in PLACES.values():
        assert BOX_WIDTH / 2 <= x <= WIDTH - BOX_WIDTH / 2
        assert BOX_HEIGHT / 2 <= y <= HEIGHT - BOX_HEIGHT / 2
    boxes = list(PLACES.values())
    for place, (x, y) in enumerate(boxes):
        for other_x, other_y in boxes[place + 1 :]:
            assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT


def test_every_way_of_the_machine_has_a_track_and_there_is_no_other() -> None:
    assert set(TRACKS) == {(source, dest) for source, _, dest in edges()}


@pytest.mark.parametrize("way", TRACKS, ids=lambda way: "-".join(way))
def test_a_track_leads_from_one_box_to_the_other(way: tuple[State, State]) -> None:
    for state, (x, y) in zip(way, (TRACKS[way][0], TRACKS[way][-1]), strict=True):
        middle_x, middle_y = PLACES[state]
        assert abs(x - middle_x) <= BOX_WIDTH / 2 + 2
        assert abs(y - middle_y) <= BOX_HEIGHT / 2 + 2


def test_a_track_runs_through_no_box() -> None:
    for way, points in TRACKS.items():
        for (x1, y1), (x2, y2) in pairwise(points):
            assert x1 == x2 or y1 == y2
            for state, (x, y) in PLACES.items():
                if state in way:
                    continue
                problem_at = max(x1, x2) <= x - 54 or min(x1, x2) >= x + 54
                above = max(y1, y2) <= y - 19 or min(y1, y2) >= y + 19
                assert problem_at or above, (way, state)


def test_every_possible_way_is_drawn_as_it_was_taken() -> None:
    every = every_way()
    assert {way[-1] for way in every} == set(State)
    for way in every:
        drawing = state_diagram(way)
        assert [box.state for box in drawing.boxes if box.current] == [way[-1]]
        assert {box.state for box in drawing.boxes if box.passed} == set(way)
        assert {line.way for line in drawing.lines if line.taken} == set(pairwise(way))
        assert f"It stands at {way[-1].replace('_', ' ')} now." in drawing.said
        assert ("It has ended." in drawing.said) is (way[-1] in FINAL)


def test_the_way_is_what_the_timeline_says() -> None:
    def entry(before: State | None, after: State) -> TimelineEntry:
        return TimelineEntry(at=NOW, by="anna", kind=Happening.OTHER, from_=before, to=after)

    timeline = [
        entry(State.DRAFT, State.DRAFT),
        entry(State.DRAFT, State.SUBMITTED),
        entry(State.SUBMITTED, State.SUBMITTED),
        entry(State.SUBMITTED, State.LEGAL_DOCUMENTS),
        entry(State.LEGAL_DOCUMENTS, State.SUBMITTED),
    ]
    assert way_of(timeline, State.SUBMITTED) == (
        State.DRAFT,
        State.SUBMITTED,
        State.LEGAL_DOCUMENTS,
        State.SUBMITTED,
    )
