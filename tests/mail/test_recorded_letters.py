"""No letter changes by accident: each reads as it was recorded."""

import pytest

from tests.mail.recorded_letters import LANGUAGES, recorded, written


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_read_as_they_were_recorded(language: str) -> None:
    before, now = recorded(language), written(language)

    assert before.keys() == now.keys()
    for letter, lines in now.items():
        assert lines == before[letter], letter
