"""The catalogues: every word that people read, in one gettext file for each language.

`customers/` holds what customers read on pages and in letters; each file there is a language, named
for the locale whose dates and amounts go with it. `staff/` holds what staff read, in English.

A key is a place where it is said (`home.title`); a family is a group of keys with one for each
value of something in the domain (`state`: `state.draft`, …).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from gettext import GNUTranslations
from io import BytesIO
from itertools import chain
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

# Babel is imported where it is needed: a help page in the terminal reads no catalogue.
if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

FOLDER = Path(__file__).parent
CUSTOMERS = FOLDER / "customers"
STAFF = FOLDER / "staff" / "en_GB.po"


def locales_in(folder: Path) -> dict[str, str]:
    """Of each language in the folder, the locale that its file is named for."""
    return {file.stem.partition("_")[0]: file.stem for file in sorted(folder.glob("*.po"))}


LOCALES = locales_in(CUSTOMERS)
"""Of each language that we speak: whose way of writing it is."""

_OPTIONAL = re.compile(r"\[([^\[\]|]*)(?:\|([^\[\]|]*))?\]")
"""`[ of {amount}]`, `[of {amount}|of all]`."""

_NAME = re.compile(r"{([\w.]+)}")


class Words:
    """The words of one language. A key that is not there is a mistake of ours, not of the data."""

    def __init__(self, file: Path, otherwise: Callable[[], "Words"] | None = None) -> None:
        """Reads a file.

        Args:
            otherwise: Where to look for what the file does not have.
        """
        from babel.messages.pofile import read_po

        self.file = file
        with file.open("rb") as opened:
            catalogue = read_po(opened, locale=file.stem)
        self._texts = {
            message.id: str(message.string)
            for message in catalogue
            if isinstance(message.id, str) and message.id
        }
        for key in self._texts:
            catalogue.delete(key)
        self._forms = {message.id[0] for message in catalogue if message.id}
        self._counted = _compiled(catalogue)
        self._otherwise = otherwise

    def __call__(self, key: str, /, **values: object) -> str:
        """The words for this key, its `{names}` filled in; with markup where one of those is."""
        return _filled_in(self._text(key), values)

    def pieces(self, key: str, /, **values: object) -> Iterator[object]:
        """The same in pieces: the texts, and between them each value as it is, to be styled."""
        for text, name, form, _ in Formatter().parse(_said(self._text(key), values)):
            yield text
            if name is not None:
                yield format(values[name], form) if form else values[name]

    def plain(self, key: str, values: Mapping[str, object]) -> str:
        """The same as plain text, where no value is markup."""
        return _said(self._text(key), values).format_map(values)

    def counted(self, key: str, count: int, /, **values: object) -> str:
        """The words for so many, in the form that the language has for this number."""
        if key not in self._forms:
            return self._elsewhere(key).counted(key, count, **values)
        return _filled_in(self._counted.ngettext(key, key, count), {"count": count, **values})

    def of(self, family: str, member: str, /, **values: object) -> str:
        """The words for one value of a family; those for `other` where it is not known."""
        key = f"{family}.{member}"
        return self(key if key in self else f"{family}.other", **values)

    def knows(self, family: str, member: str) -> bool:
        return f"{family}.{member}" in self

    def __contains__(self, key: str) -> bool:
        if key in self._texts or key in self._forms:
            return True
        return self._otherwise is not None and key in self._otherwise()

    def __iter__(self) -> Iterator[str]:
        """The keys of the file."""
        return chain(self._texts, self._forms)

    def _text(self, key: str) -> str:
        text = self._texts.get(key)
        return self._elsewhere(key)._text(key) if text is None else text

    def _elsewhere(self, key: str) -> "Words":
        if self._otherwise is None:
            raise KeyError(key)
        return self._otherwise()


@cache
def words_in(language: str) -> Words:
    """What customers read in this language."""
    return Words(CUSTOMERS / f"{LOCALES[language]}.po")


@cache
def staff_words() -> Words:
    """What staff read; what is not said for them in particular, as customers read it in English."""
    return Words(STAFF, otherwise=lambda: words_in("en"))


class Staff:
    """What staff read, in the language that is theirs when it is asked for."""

    def __call__(self, key: str, /, **values: object) -> str:
        return staff_words()(key, **values)

    def of(self, family: str, member: str, /, **values: object) -> str:
        return staff_words().of(family, member, **values)

    def counted(self, key: str, count: int, /, **values: object) -> str:
        return staff_words().counted(key, count, **values)


staff = Staff()


def named(language: str) -> str:
    """What the language calls itself."""
    from babel import Locale

    return Locale.parse(LOCALES[language]).get_language_name(language) or language


def _compiled(catalogue: "Catalog") -> GNUTranslations:
    """The catalogue as gettext reads it, which knows the rule for plurals."""
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _filled_in(text: str, values: Mapping[str, Any]) -> str:
    if not values:
        return text
    said = _said(text, values)
    for value in values.values():
        if hasattr(value, "__html__"):
            return _as_markup(said, values)
    return said.format_map(values)


def _as_markup(said: str, values: Mapping[str, Any]) -> Markup:
    """The text with its names filled in, all of it escaped that is not markup itself. Does what
    markupsafe's own formatting does, in a third of the time: each row of a long list may say a
    sentence with markup."""
    parts: list[str] = []
    for text, name, whole in _pieces(said):
        parts.append(text)
        if name:
            parts.append(escape(values[name] if whole is None else whole.format_map(values)))
    return Markup("".join(parts))  # noqa: S704 - each part is escaped


@cache
def _pieces(said: str) -> tuple[tuple[Markup, str, str | None], ...]:
    """Of each piece its text, escaped, the name behind it, and, where not just the value of that
    name is meant, what is: `{count:,}`, `{money.amount}`."""
    return tuple(
        (
            escape(text),
            name or "",
            f"{{{name}:{form}}}" if form else f"{{{name}}}" if name and "." in name else None,
        )
        for text, name, form, _ in Formatter().parse(said)
    )


def _said(text: str, values: Mapping[str, Any]) -> str:
    """What is to be said of the text, its brackets resolved and its names not filled in yet."""
    if "[" not in text:
        return text
    return "".join([part.said(values) for part in _parts(text)])


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    names: tuple[tuple[str, ...], ...] = ()
    """What must have a value for the text to be said: `invoice.number` in its two steps."""
    instead: str = ""

    def said(self, values: Mapping[str, Any]) -> str:
        for first, *others in self.names:
            if not reduce(getattr, others, values[first]):
                return self.instead
        return self.text


@cache
def _parts(text: str) -> tuple[_Part, ...]:
    """The text in pieces: what is always shown, and what is in brackets."""
    parts: list[_Part] = []
    after = 0
    for found in _OPTIONAL.finditer(text):
        parts.append(_Part(text[after : found.start()]))
        names = tuple(tuple(name.split(".")) for name in _NAME.findall(found[1]))
        parts.append(_Part(found[1], names, found[2] or ""))
        after = found.end()
    return (*parts, _Part(text[after:]))
