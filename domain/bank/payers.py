"""Which customer a payer is (M5, M6): by the account that it pays from, or by its name."""

from dataclasses import dataclass

from domain.bank.open_items import OpenItems
from domain.bank.proposals import Evidence, Incoming, Seen
from domain.companies.name_words import readings


@dataclass(frozen=True, slots=True)
class Payer:
    by_account: frozenset[str]
    """Customers that were paid for from its account before."""
    by_name: frozenset[str]
    """Customers whose name it has, by the rules of E6."""
    account: str
    name: str

    def speaks_for(self, customer: str) -> bool:
        """Whether what is known of the payer says that it is this customer. An account says more
        than a name, and neither says anything against the other."""
        return not self.contradicts and customer in (self.by_account or self.by_name)

    @property
    def contradicts(self) -> bool:
        """Whether its account is one customer's and its name another's."""
        return bool(self.by_account and self.by_name) and not self.by_account & self.by_name

    @property
    def customers(self) -> frozenset[str]:
        """Whose money it can be: what account and name agree on, before what one of them says."""
        if self.contradicts:
            return self.by_account | self.by_name
        return self.by_account & self.by_name or self.by_account or self.by_name

    def evidence(self, customer: str) -> tuple[Evidence, ...]:
        known = []
        if customer in self.by_account:
            known.append(Evidence(Seen.PAYER, self.account))
        if customer in self.by_name:
            known.append(Evidence(Seen.NAME, self.name))
        return tuple(known)


def payer_of(money: Incoming, items: OpenItems) -> Payer:
    party = money.party
    named: set[str] = set()
    for reading in readings(party.name) if party.name else ():
        named.update(items.names.get(reading.key, ()))
    return Payer(
        by_account=frozenset(items.payers.get(party.account, ())) if party.account else frozenset(),
        by_name=frozenset(named),
        account=party.account,
        name=party.name,
    )
