"""The filter of the queues, from an address or from a form.

Search words may be somebody's name: they are sent in a form and stand in no address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.requests.lifecycle import State
from domain.requests.listing import QueueFilter
from domain.turns import Who
from wording.catalogue import staff_words

AGES = (1, 7, 14, 30, 60, 90)
"""Choices, in days."""

_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter, made of every value that is valid."""

    filter: QueueFilter
    after: str | None
    problems: tuple[str, ...]

    @property
    def query(self) -> str:
        """The query of an address, without the position in the list."""
        return self.query_from(None)

    def query_from(self, after: str | None) -> str:
        """The query of an address from a position in the list, without the search words."""
        fields = self.fields_from(after)
        fields.pop("q", None)
        return urlencode(fields)

    def fields_from(self, after: str | None) -> dict[str, str]:
        """The same as fields of a form, search words included."""
        wanted = self.filter
        named: dict[str, str | None] = {
            "who": wanted.waiting_on,
            "state": wanted.state,
            "country": wanted.country,
            "age": str(wanted.older_than_days) if wanted.older_than_days is not None else None,
            "overdue": "yes" if wanted.overdue else None,
            "q": wanted.search,
            "ended": "yes" if wanted.ended else None,
            "after": after,
        }
        return {name: value for name, value in named.items() if value}


def asked_in(query: Mapping[str, Any]) -> Asked:
    """The filter in an address or a form. Invalid values are left out and reported."""
    problems: list[str] = []

    def given(name: str) -> str | None:
        return str(query.get(name, "")).strip() or None

    def wrong(name: str) -> None:
        problems.append(staff_words()("queues.left_out", given=given(name), name=name))

    who, state, country = given("who"), given("state"), (given("country") or "").upper() or None
    age, search = given("age"), given("q")
    if who is not None and who not in set(Who):
        wrong("who")
        who = None
    if state is not None and state not in set(State):
        wrong("state")
        state = None
    if country is not None and not (len(country) == 2 and country.isascii() and country.isalpha()):
        wrong("country")
        country = None
    if age is not None and not (age.isdecimal() and len(age) < 5 and int(age) <= 3650):
        wrong("age")
        age = None
    if search is not None and len(search) > _LONGEST_SEARCH:
        problems.append(staff_words()("queues.search_cut", most=_LONGEST_SEARCH))
        search = search[:_LONGEST_SEARCH]
    wanted = QueueFilter(
        waiting_on=Who(who) if who else None,
        state=State(state) if state else None,
        country=country,
        older_than_days=int(age) if age else None,
        overdue=given("overdue") is not None,
        search=search,
        ended=given("ended") is not None,
    )
    return Asked(wanted, given("after"), tuple(problems))
