"""Templates say nothing by themselves: all that people read is in the catalogues, or data."""

from pathlib import Path

import pytest

from console.templating import environment
from tests.wording.templates import literal_words

TEMPLATES = Path(__file__).parents[2] / "console/templates"
FOLDERS = sorted(str(each.name) for each in TEMPLATES.iterdir() if each.is_dir())
SAME_EVERYWHERE = frozenset({"CSV", "HTML", "PDF", "BIC", "IBAN", "SHA-256", "%.3g MB"})
"""Names and units that no language says otherwise."""


@pytest.mark.parametrize("folder", (".", *FOLDERS))
def test_no_template_has_words_of_its_own(folder: str) -> None:
    said = {
        file.name: words
        for file in sorted((TEMPLATES / folder).glob("*.html"))
        if (words := own_words(file))
    }

    assert said == {}


def own_words(file: Path) -> list[str]:
    said = literal_words(environment(), file.read_text("utf-8"))
    return [each for each in said if each not in SAME_EVERYWHERE]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hello, {{ name }}</p>", ["Hello,"]),
        ('<p class="quiet">{{ "from" if incoming else "to" }}</p>', ["from to"]),
        ('<nav aria-label="Pages of {{ state }}"></nav>', ["Pages of"]),
        ('<p class="{{ "late" if late }}"></p>', []),
        ("{{ staff('a.b', kind='needed' if asked else 'not needed') }}", ["needed not needed"]),
        ("{{ staff('a.b', command='python starter.py'|code) }}<code>{{ x }} FILE</code>", []),
        ("{{ field('name', 'What it is called') }}", ["What it is called"]),
        ("{% set title = 'Who decided' %}{{ title }}", ["Who decided"]),
        ("{% with caption = 'Open ones' %}{{ caption }}{% endwith %}", ["Open ones"]),
        ("{% macro invalid(f) %} aria-invalid=\"true\" title=\"Wrong\"{% endmacro %}", ["Wrong"]),
        ("{% for x in y %}{{ x }}{% else %}none{% endfor %}", ["none"]),
        ("{% block width %}wide{% endblock %}{% block title %}Bank{% endblock %}", ["Bank"]),
        ("{{ staff.of('state', state) }}{{ staff.counted('count.day', days) }}", []),
        ("<!-- for engineers --><script>let words = 'of code';</script>", []),
    ],
)  # fmt: skip
def test_words_are_found_where_they_are_read(source: str, said: list[str]) -> None:
    assert literal_words(environment(), source) == said
