"""Words for what came of deliveries."""

import pytest

from domain.webhooks.states import Trouble
from wording.hooks import answered, trouble


@pytest.mark.parametrize("what", Trouble)
def test_every_trouble_has_words(what: Trouble) -> None:
    assert not trouble(what).startswith("webhook.")


def test_an_answer_is_told_with_its_status() -> None:
    assert answered(204, None) == "taken (204)"
    assert answered(500, Trouble.REFUSED) == "it refused (500)"
    assert answered(None, Trouble.TOO_SLOW) == "no answer in time"
