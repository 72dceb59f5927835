"""Papers of all kinds, in every format, against every rule; `tests.papers.many` tries as many as
one likes."""

import pytest

from domain.papers.paper import Paper, PaperKind
from tests.papers.generating import papers
from tests.papers.many import faults

SOME = list(papers(16, seed=18, longest=8))


# Five files each, read back by four other programs: eight seconds for all of them.
@pytest.mark.parametrize("paper", SOME, ids=lambda paper: f"{paper.number}-{paper.currency}")
def test_no_rule_and_no_reader_finds_a_fault(paper: Paper) -> None:
    assert list(faults(paper)) == []


def test_they_are_of_many_kinds() -> None:
    assert len({paper.currency for paper in SOME}) >= 6
    assert {"JPY", "KWD", "HUF", "CHF"} <= {paper.currency for paper in SOME}
    assert len({paper.buyer.address.country for paper in SOME}) >= 8
    assert {paper.kind for paper in SOME} == set(PaperKind)
    assert len({tax.category for paper in SOME for tax in paper.taxes}) >= 5
    assert list(papers(3, seed=18)) == list(papers(3, seed=18))
