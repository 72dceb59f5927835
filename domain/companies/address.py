"""A postal address."""

from pydantic import Field

from domain.values.record import Record


class Address(Record):
    line1: str = Field(min_length=1, max_length=200)
    line2: str | None = Field(default=None, max_length=200)
    postal_code: str | None = Field(default=None, max_length=20)
    city: str = Field(min_length=1, max_length=100)
    region: str | None = Field(default=None, max_length=100)
    country: str = Field(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2")
