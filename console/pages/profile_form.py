"""The form by which somebody makes a profile of a bank's tables: which column is what."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Any, get_args

from pydantic import ValidationError
from starlette.datastructures import FormData

from console.pages.forms import Answers, Choices, NotValid
from domain.bank.profiles import CsvProfile, DateOrder, Encoding
from domain.field_problems import problems_of
from wording.catalogue import staff_words

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS: tuple[str, ...] = get_args(Encoding)
COLUMNS = (
    "booked_on", "value_date", "amount", "credit", "debit", "indicator", "payer", "payer_account",
    "text", "more_text", "structured", "end_to_end", "bank_reference", "balance", "account",
    "currency",
)  # fmt: skip
"""What a column can be, by the name of its field."""
_MARKS = {".": "point", ",": "comma"}
_TEXTS = ("text", "more_text")
_LONGEST = 64 * 1024

Typed = dict[str, str]


def choices() -> dict[str, Choices]:
    """What can be chosen in each field that is no column."""
    words = staff_words()
    return {
        "decimal_mark": tuple(
            (mark, words(f"bank_decimal_mark.{name}")) for mark, name in _MARKS.items()
        ),
        "date_order": tuple((each, words(f"bank_date_order.{each}")) for each in DateOrder),
        "delimiter": tuple((name, words(f"bank_delimiter.{name}")) for name in DELIMITERS),
        "encoding": tuple((name, words(f"bank_encoding.{name}")) for name in ENCODINGS),
    }


def packed(sample: bytes) -> str:
    """The sample as it travels with the form."""
    return urlsafe_b64encode(sample).decode()


def unpacked(written: str) -> bytes:
    """Raises NotValid: it is none."""
    try:
        return urlsafe_b64decode(written.encode("ascii"))
    except ValueError:
        raise NotValid({"sample": staff_words()("bank_profiles.choose_again")}) from None


def typed_in(form: FormData) -> tuple[Typed, bytes]:
    """All that was typed, and the sample; raises NotValid."""
    answers = Answers(form)
    names = (
        "name", "delimiter", "encoding", "header", "skip_lines", "decimal_mark", "date_order",
        "newest_first", "account", "currency", "incoming", "outgoing",
        *(f"column_{each}" for each in COLUMNS),
    )  # fmt: skip
    typed = {name: answers.optional(name, 300) or "" for name in names}
    sample = unpacked(answers.text("sample", _LONGEST))
    if answers.problems:
        raise NotValid(answers.problems)
    return typed, sample


def header_of(rows: Sequence[Sequence[str]], typed: Typed) -> Sequence[str]:
    """The names of the columns; nothing where no row names them."""
    if not typed["header"]:
        return ()
    filled = [row for row in rows[_skipped(typed) :] if any(each.strip() for each in row)]
    return [each.strip() for each in filled[0]] if filled else ()


def profile_of(typed: Typed, header: Sequence[str]) -> CsvProfile:
    """The profile that was chosen; raises NotValid with the problem of each field."""
    columns: dict[str, Any] = {}
    texts = []
    for name in COLUMNS:
        column = _column(typed[f"column_{name}"], header)
        if column is None:
            continue
        if name in _TEXTS:
            texts.append(column)
        else:
            columns[name] = column
    said = {
        "delimiter": DELIMITERS.get(typed["delimiter"]),
        "encoding": typed["encoding"],
        "header": bool(typed["header"]),
        "skip_lines": typed["skip_lines"] or 0,
        "decimal_mark": typed["decimal_mark"],
        "date_order": typed["date_order"],
        "newest_first": bool(typed["newest_first"]),
        "account": "".join(typed["account"].split()),
        "currency": typed["currency"].upper(),
        "incoming": _words(typed["incoming"]),
        "outgoing": _words(typed["outgoing"]),
        "columns": {**columns, "text": texts},
    }
    try:
        return CsvProfile.model_validate(said)
    except ValidationError as invalid:
        raise NotValid(_problems(problems_of(invalid))) from None


def _problems(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    problems = {}
    for each in found:
        field = str(each["field"])
        if field.startswith("columns."):
            field = "column_" + field.split(".")[1]
        known = field == "currency"
        said = staff_words()("bank_profiles.currency_hint") if known else str(each["problem"])
        problems[field or "columns"] = said
    return problems


def _column(written: str, header: Sequence[str]) -> str | int | None:
    """By its name where that is the only one, so that a bank may add columns; else by its place."""
    if not (written.isascii() and written.isdecimal() and 0 < int(written[:6]) <= 1000):
        return None
    place = int(written)
    name = header[place - 1] if place <= len(header) else ""
    alone = [each.casefold() for each in header].count(name.casefold()) == 1
    return name if name and alone and len(name) <= 200 else place


def _skipped(typed: Typed) -> int:
    written = typed["skip_lines"]
    return int(written[:4]) if written.isascii() and written.isdecimal() else 0


def _words(written: str) -> list[str]:
    return [each.strip() for each in written.split(",") if each.strip()]
