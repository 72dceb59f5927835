"""How a bank's table (CSV) is read: a profile, by a name, in the policy file or the ledger."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from domain.values.record import Record

Column = Annotated[str, Field(min_length=1, max_length=200)] | Annotated[int, Field(ge=1, le=1000)]
"""A column by its header, or by its place, from 1."""

Encoding = Literal["utf-8", "cp1252", "iso-8859-1", "iso-8859-15", "cp850", "cp437"]


class DateOrder(StrEnum):
    """In which order day, month and year are written."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class CsvColumns(Record):
    """Where each thing stands. What comes in and goes out is told by the amount's sign, by two
    columns, or by a column with a word for each."""

    booked_on: Column
    value_date: Column | None = None
    """By default the day of booking."""
    amount: Column | None = None
    credit: Column | None = None
    """What came in, where it has a column of its own."""
    debit: Column | None = None
    indicator: Column | None = None
    """Which way the money went; the amount has no sign then."""
    account: Column | None = None
    currency: Column | None = None
    payer: Column | None = None
    payer_account: Column | None = None
    text: tuple[Column, ...] = ()
    structured: Column | None = None
    end_to_end: Column | None = None
    bank_reference: Column | None = None
    balance: Column | None = None
    """Of the account, after the entry."""

    def all(self) -> list[Column]:
        """Every column that is named."""
        said = [getattr(self, name) for name in type(self).model_fields if name != "text"]
        return [*(each for each in said if each is not None), *self.text]


class CsvProfile(Record):
    delimiter: Literal[",", ";", "\t", "|"] = ","
    encoding: Encoding = "utf-8"
    header: bool = True
    """Whether the first line that counts names the columns."""
    skip_lines: int = Field(default=0, ge=0, le=1000)
    """Lines before that, which say something else."""
    decimal_mark: Literal[".", ","] = "."
    date_order: DateOrder = DateOrder.YMD
    newest_first: bool = False
    account: str = Field(default="", max_length=50)
    """Ours, where no column says it."""
    currency: str = Field(default="", pattern="^([A-Z]{3})?$")
    """Three letters (ISO 4217), where no column says it."""
    incoming: tuple[str, ...] = ()
    """What the indicator's column says of money that came in."""
    outgoing: tuple[str, ...] = ()
    columns: CsvColumns

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        columns = self.columns
        for name in ("account", "currency"):
            if bool(getattr(self, name)) == (getattr(columns, name) is not None):
                problem = f"Either the profile says the {name}, or a column does."
                raise PydanticCustomError(f"{name}_unclear", "{problem}", {"problem": problem})
        two = columns.credit is not None and columns.debit is not None
        some = columns.credit is not None or columns.debit is not None
        if (columns.amount is not None) == two or some != two:
            problem = "There is a column with the amount, or one for credit and one for debit."
            raise PydanticCustomError("amount_unclear", "{problem}", {"problem": problem})
        words = bool(self.incoming and self.outgoing)
        if (columns.indicator is not None) != words or (two and words):
            problem = "An indicator has a column of its own, words for incoming and for outgoing."
            raise PydanticCustomError("indicator_unclear", "{problem}", {"problem": problem})
        if not self.header and any(isinstance(each, str) for each in columns.all()):
            problem = "Without a header columns are named by their place."
            raise PydanticCustomError("header_missing", "{problem}", {"problem": problem})
        return self
