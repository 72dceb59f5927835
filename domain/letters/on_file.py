"""The addresses that an account has on file, and how two spellings of one are compared."""

from domain.accounts.account import Account
from domain.companies.identifiers import email_domain


def on_file(account: Account) -> tuple[str, ...]:
    """The addresses that the provider's books have of an account: who administers it, who signed
    up, whom its bills go to."""
    contact = account.billing_contact
    known = [*account.administrators, account.signed_up_by, *([contact.email] if contact else [])]
    return tuple(dict.fromkeys(each.strip() for each in known if email_domain(each.strip())))


def is_on_file(address: str, account: Account) -> bool:
    return same_address(address) in {same_address(each) for each in on_file(account)}


def same_address(address: str) -> str:
    """As two spellings of one address are compared."""
    return address.strip().casefold()
