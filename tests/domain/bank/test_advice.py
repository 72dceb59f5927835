"""What a customer writes that a transfer pays (M7): understood, and held against the transfer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bank.advice import WrittenAdvice, WrittenLine, amount_in, understood
from domain.bank.matching import match
from domain.bank.open_items import Advice, Customer, Item, OpenItems
from domain.bank.proposals import Incoming, Matching, Rule, Seen, Share
from domain.bank.statements import Party, Reference, ReferenceKind
from domain.errors import InvalidFile
from domain.invoices.new.references import creditor_reference

TODAY = date(2026, 11, 30)
CONTOSO, FABRIKAM = "contoso", "fabrikam"
THEIRS = "NL02ABNA0123456789"

ITEMS = (
    Item("INV-2026-0001", CONTOSO, "EUR", 10_000, TODAY),
    Item("INV-2026-0002", CONTOSO, "EUR", 25_000, TODAY),
    Item("INV-2026-0003", CONTOSO, "EUR", 0, TODAY),
    Item("INV-2026-0004", CONTOSO, "USD", 5_000, TODAY),
    Item("INV-2026-0007", FABRIKAM, "EUR", 10_000, TODAY),
    Item("INV-2026-0008", CONTOSO, "EUR", 30_000, TODAY),
)
CUSTOMERS = (Customer(CONTOSO, ("Contoso B.V.",), (THEIRS,)), Customer(FABRIKAM, ("Fabrikam",)))
FIRST, SECOND, OTHERS = "INV-2026-0001", "INV-2026-0002", "INV-2026-0007"


def read(
    *lines: tuple[str, str], reference: str = "", total: str = "", account: str | None = None
) -> Advice:
    parts = tuple(WrittenLine(number, amount) for number, amount in lines)
    written = WrittenAdvice(parts, reference, total)
    return understood(written, OpenItems.of(ITEMS), account)


def problems_of(*lines: tuple[str, str], total: str = "") -> list[str]:
    with pytest.raises(InvalidFile) as refused:
        read(*lines, total=total)
    return [each["code"] for each in refused.value.details["problems"]]


def test_advice_is_its_invoices_accounts_and_is_the_same_in_whatever_words() -> None:
    advice = read((FIRST, "100,00"), ("invoice 2026 0002", "200.00"), total="300.00")
    assert (advice.account, advice.minor, advice.currency) == (CONTOSO, 30_000, "EUR")
    assert advice.shares == ((FIRST, 10_000), (SECOND, 20_000))
    again = read((SECOND, "200"), (creditor_reference(FIRST), "100.00"))
    assert again.id == advice.id
    assert read((SECOND, "200"), (FIRST, "100.01")).id != advice.id
    assert read((SECOND, "200"), (FIRST, "100"), reference="R-1").id != advice.id


@pytest.mark.parametrize(
    ("lines", "total", "codes"),
    [
        ([(FIRST, "100.00")], "99.00", ["does_not_add_up"]),
        ([("INV-2026-0099", "100.00")], "", ["invoice_unknown"]),
        ([(FIRST, "a lot")], "", ["amount_invalid"]),
        ([(FIRST, "-5.00")], "", ["amount_not_positive"]),
        ([(FIRST, "1.00"), (FIRST, "2.00")], "", ["twice"]),
        ([(FIRST, "1.00"), (OTHERS, "2.00")], "", ["missing"]),
        ([(FIRST, "1.00"), ("INV-2026-0004", "2.00")], "", ["currency_differs"]),
        ([(f"{FIRST} {SECOND}", "1.00")], "", ["invoice_ambiguous"]),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_reason(
    lines: list[tuple[str, str]], total: str, codes: list[str]
) -> None:
    assert problems_of(*lines, total=total) == codes


def test_invoices_of_others_are_known_where_somebody_says_whose_advice_it_is() -> None:
    advice = read((FIRST, "100.00"), (OTHERS, "100.00"), account=CONTOSO)
    assert (advice.account, advice.minor) == (CONTOSO, 20_000)


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("1.200,00", "EUR", 120_000),
        ("1,200.00", "EUR", 120_000),
        ("1 200,5", "EUR", 120_050),
        ("1.200", "EUR", 120_000),
        ("1'200.00", "CHF", 120_000),
        ("1200", "EUR", 120_000),
        ("1,200", "JPY", 1_200),
        ("1200.00", "JPY", 1_200),
        ("1,234", "KWD", 1_234),
        ("1.200,00-", "EUR", -120_000),
    ],
)
def test_an_amount_is_read_by_its_last_mark(written: str, currency: str, minor: int) -> None:
    assert amount_in(written, currency) == minor


@given(st.integers(1, 10**12), st.sampled_from([(".", ","), (",", "."), (" ", ","), ("'", ".")]))
def test_an_amount_is_read_however_its_thousands_are_told(
    minor: int, marks: tuple[str, str]
) -> None:
    thousands, decimal = marks
    plain = f"{minor // 100:,}".replace(",", thousands)
    assert amount_in(f"{plain}{decimal}{minor % 100:02}", "EUR") == minor


def advice(
    *shares: tuple[str, int], id: str = "A1", account: str = CONTOSO, reference: str = ""
) -> Advice:
    return Advice(id, account, sum(minor for _, minor in shares), "EUR", shares, reference)


BOTH = advice((FIRST, 10_000), (SECOND, 20_000))


def matched(
    *written: Advice,
    minor: int = 30_000,
    payer: str = THEIRS,
    name: str = "",
    text: str = "",
    called: str = "",
) -> Matching:
    references = (Reference(ReferenceKind.END_TO_END, called),) if called else ()
    party = Party(name=name, account=payer)
    money = Incoming(minor, "EUR", TODAY, party, references, text)
    return match(money, OpenItems.of(ITEMS, (), CUSTOMERS, written))


def test_of_a_known_payer_its_amount_is_enough() -> None:
    certain = matched(BOTH).certain
    assert certain is not None
    assert (certain.rule, certain.advised_by) == (Rule.ADVICE, ("A1",))
    assert certain.shares == (Share(FIRST, 10_000), Share(SECOND, 20_000))


def test_it_says_more_than_an_amount_that_is_one_open_invoice() -> None:
    assert matched().certain is not None
    assert matched().certain != matched(BOTH).certain


@pytest.mark.parametrize("where", ["called", "text"])
def test_of_an_unknown_payer_its_reference_is_needed(where: str) -> None:
    named = advice((FIRST, 10_000), (SECOND, 20_000), reference="Pay run 4711")
    assert matched(named, payer="").certain is None
    said = {where: "PAYRUN 4711"}
    assert matched(named, payer="", **said).certain is not None  # type: ignore[arg-type]


def test_a_short_reference_is_not_enough() -> None:
    short = advice((FIRST, 10_000), (SECOND, 20_000), reference="4711")
    found = matched(short, payer="", called="4711")
    assert found.certain is None
    assert [each.rule for each in found.proposals] == [Rule.ADVICE]
    assert matched(short, called="4711").certain is not None


def test_one_reference_tells_two_transfers_of_one_amount_apart() -> None:
    one = advice((FIRST, 10_000), reference="RUN-0001", id="A1")
    other = advice((SECOND, 10_000), reference="RUN-0002", id="A2")
    certain = matched(one, other, minor=10_000, called="RUN-0002").certain
    assert certain is not None
    assert certain.shares == (Share(SECOND, 10_000),)


def test_contradictory_advice_is_for_a_person_each_as_a_proposal() -> None:
    other = advice((FIRST, 5_000), (SECOND, 25_000), id="A2")
    found = matched(BOTH, other)
    assert found.certain is None
    assert {each.advised_by for each in found.proposals} >= {("A1",), ("A2",)}


def test_a_reference_of_ours_that_says_otherwise_is_for_a_person() -> None:
    found = matched(BOTH, text=creditor_reference("INV-2026-0008"))
    assert found.certain is None
    rules = [each.rule for each in found.proposals]
    assert rules[:2] == [Rule.REFERENCE, Rule.ADVICE]


def test_a_reference_of_ours_that_says_the_same_keeps_both_reasons() -> None:
    one = advice((FIRST, 10_000))
    certain = matched(one, minor=10_000, text=creditor_reference(FIRST)).certain
    assert certain is not None
    assert (certain.rule, certain.advised_by) == (Rule.REFERENCE, ("A1",))


@pytest.mark.parametrize(
    ("minor", "seen"), [(29_000, Seen.AMOUNT_LESS), (31_000, Seen.AMOUNT_MORE)]
)
def test_another_amount_under_its_reference_is_for_a_person(minor: int, seen: Seen) -> None:
    named = advice((FIRST, 10_000), (SECOND, 20_000), reference="RUN-0001")
    found = matched(named, minor=minor, called="RUN-0001")
    assert found.certain is None
    best = found.proposals[0]
    assert (best.rule, best.left) == (Rule.ADVICE, max(minor - 30_000, 0))
    assert seen in {each.seen for each in best.evidence}


def test_invoices_of_another_account_are_for_a_person() -> None:
    found = matched(advice((FIRST, 10_000), (OTHERS, 10_000)), minor=20_000)
    assert found.certain is None
    best = found.proposals[0]
    assert (best.account, best.shares, best.left) == (CONTOSO, (Share(FIRST, 10_000),), 10_000)
    assert Seen.OTHER_ACCOUNTS in {each.seen for each in best.evidence}


def test_invoices_of_one_other_account_are_for_a_person_all_of_them() -> None:
    found = matched(advice((OTHERS, 10_000)), minor=10_000)
    assert found.certain is None
    best = found.proposals[0]
    assert (best.account, best.shares) == (FABRIKAM, (Share(OTHERS, 10_000),))
    assert Seen.OTHER_ACCOUNTS in {each.seen for each in best.evidence}


def test_a_payer_that_is_another_customers_is_for_a_person() -> None:
    theirs = advice((OTHERS, 10_000), account=FABRIKAM, reference="RUN-0001")
    assert matched(theirs, minor=10_000, payer="", called="RUN-0001").certain is not None
    assert matched(theirs, minor=10_000, called="RUN-0001").certain is None


def test_what_is_settled_meanwhile_is_for_a_person() -> None:
    partly = advice((FIRST, 10_000), ("INV-2026-0003", 20_000))
    found = matched(partly)
    assert found.certain is None
    assert (found.proposals[0].shares, found.proposals[0].left) == ((Share(FIRST, 10_000),), 20_000)


def test_where_all_of_it_is_settled_it_says_nothing_of_another_transfer() -> None:
    settled = advice(("INV-2026-0003", 30_000))
    assert matched(settled) == matched()
