"""The filter of the queues, as it stands in an address or is sent by a form.

Words that are searched for may be somebody's name, and stand in no address: they are sent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from domain.requests.lifecycle import State
from domain.requests.listing import QueueFilter
from domain.turns import Who

AGES = (1, 7, 14, 30, 60, 90)
"""Days, to choose from."""

_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, whatever of it makes sense."""

    filter: QueueFilter
    after: str | None
    problems: tuple[str, ...]

    @property
    def query(self) -> str:
        """In an address, without where the page begins."""
        return self.query_from(None)

    def query_from(self, after: str | None) -> str:
        """In an address, where the words that are searched for do not stand."""
        fields = self.fields_from(after)
        fields.pop("q", None)
        return urlencode(fields)

    def fields_from(self, after: str | None) -> dict[str, str]:
        """As a form sends it, from where a page begins."""
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
    """What an address or a form asks for. What makes no sense is left out, and said."""
    problems: list[str] = []

    def given(name: str) -> str | None:
        return str(query.get(name, "")).strip() or None

    def wrong(name: str) -> None:
        problems.append(f"'{given(name)}' is no {name} to look for; it was left out.")

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
        problems.append(f"Only the first {_LONGEST_SEARCH} characters were searched for.")
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
