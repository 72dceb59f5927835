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


def write_marked(english: Path, written: Path) -> None:
    """The same catalogue in that language; the file is named for the locale."""
    with english.open("rb") as opened:
        catalogue_read = read_po(opened, locale=english.stem)
    pseudo = Catalog(locale=written.stem)
    for message in catalogue_read:
        if message.id:
            said = message.string
            forms = marked(said) if isinstance(said, str) else [marked(each) for each in said or ()]
            pseudo.add(message.id, forms)
    with written.open("wb") as opened:
        write_po(opened, pseudo)


@contextmanager
def spoken(folder: Path) -> Iterator[str]:
    """The catalogue reads this folder, which has a file of that language next to the real ones."""
    for file in catalogue.CUSTOMERS.glob("*.po"):
        shutil.copy(file, folder)
    write_marked(folder / "en_GB.po", folder / f"{LANGUAGE}.po")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "CUSTOMERS", folder)
        for language, locale in catalogue.locales_in(folder).items():
            patch.setitem(catalogue.LOCALES, language, locale)
        catalogue.words_in.cache_clear()
        yield LANGUAGE
    catalogue.words_in.cache_clear()


@contextmanager
def spoken_by_staff(folder: Path) -> Iterator[None]:
    """Staff read that language, and customers who read English."""
    customers, staff = folder / "customers", folder / "staff"
    for english, of in ((catalogue.CUSTOMERS / "en_GB.po", customers), (catalogue.STAFF, staff)):
        of.mkdir()
        write_marked(english, of / "en_GB.po")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "CUSTOMERS", customers)
        patch.setattr(catalogue, "STAFF", staff / "en_GB.po")
        catalogue.words_in.cache_clear()
        catalogue.staff_words.cache_clear()
        yield
    catalogue.words_in.cache_clear()
    catalogue.staff_words.cache_clear()
