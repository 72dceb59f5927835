"""Words for the steps that the billing system is told of."""

import pytest

from domain.billing.calls import CallKind
from wording.calls import step_of_call
from wording.catalogue import staff_words


@pytest.mark.parametrize("kind", CallKind)
def test_every_step_that_is_told_has_words_of_its_own(kind: CallKind) -> None:
    assert staff_words().knows("call", kind)
    assert step_of_call(kind) == kind.replace("_", " ")


def test_a_step_of_another_version_is_not_shown_as_a_code() -> None:
    assert step_of_call("made_later") == "of another version"
