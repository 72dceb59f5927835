"""A language that nobody speaks: English with marks on its vowels, as translators make it to see
what is not translated yet."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from wording import catalogue

LANGUAGE = "eo"
_MARKED = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")


def marked(text: str) -> str:
    """The text in that language; what is filled in keeps its name."""
    parts = re.split(r"(\{[^}]*\})", text)
    return "".join(part if part.startswith("{") else part.translate(_MARKED) for part in parts)


def write_language(folder: Path) -> None:
    """A file for it next to those of the real languages."""
    for file in catalogue.CUSTOMERS.glob("*.po"):
        shutil.copy(file, folder)
    with (folder / "en_GB.po").open("rb") as opened:
        english = read_po(opened, locale="en_GB")
    pseudo = Catalog(locale=LANGUAGE)
    for message in english:
        if message.id:
            said = message.string
            forms = marked(said) if isinstance(said, str) else [marked(each) for each in said or ()]
            pseudo.add(message.id, forms)
    with (folder / f"{LANGUAGE}.po").open("wb") as written:
        write_po(written, pseudo)


@contextmanager
def spoken(folder: Path) -> Iterator[str]:
    """The catalogue reads this folder, with the language in it."""
    write_language(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "CUSTOMERS", folder)
        for language, locale in catalogue.locales_in(folder).items():
            patch.setitem(catalogue.LOCALES, language, locale)
        catalogue.words_in.cache_clear()
        yield LANGUAGE
    catalogue.words_in.cache_clear()
