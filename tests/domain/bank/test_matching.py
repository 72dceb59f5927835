"""What money is for: certain by one reading, proposed by any other, and never a guess."""

from dataclasses import replace
from datetime import date

import pytest

from domain.bank.matching import match
from domain.bank.open_items import Advice, Customer, DeclaredWire, Item, OpenItems
from domain.bank.proposals import Evidence, Incoming, Matching, Rule, Seen, Share
from domain.bank.statements import Amount, Charge, Party, Reference, ReferenceKind
from domain.invoices.new.references import creditor_reference

TODAY = date(2026, 11, 30)
CONTOSO, FABRIKAM = "contoso", "fabrikam"
THEIR_ACCOUNT = "NL02ABNA0123456789"

ITEMS = (
    Item("INV-2026-0001", CONTOSO, "EUR", 10_000, date(2026, 11, 1)),
    Item("INV-2026-0002", CONTOSO, "EUR", 25_000, date(2026, 12, 1)),
    Item("INV-2026-0003", CONTOSO, "EUR", 0, date(2026, 10, 1)),
    Item("INV-2026-0004", CONTOSO, "USD", 40_000, date(2026, 12, 15)),
    Item("INV-2026-0007", FABRIKAM, "EUR", 10_000, date(2026, 11, 20)),
    Item("77", FABRIKAM, "EUR", 31_000, date(2026, 12, 20)),
)
CUSTOMERS = (
    Customer(CONTOSO, ("Contoso B.V.",), (THEIR_ACCOUNT,)),
    Customer(FABRIKAM, ("Fabrikam GmbH",)),
)


def matched(
    minor: int,
    text: str = "",
    *,
    payer: str = "",
    name: str = "",
    currency: str = "EUR",
    references: tuple[Reference, ...] = (),
    charges: tuple[Charge, ...] = (),
    instructed: Amount | None = None,
    wires: tuple[DeclaredWire, ...] = (),
    advice: tuple[Advice, ...] = (),
    tolerated: int = 2_000,
) -> Matching:
    money = Incoming(
        minor=minor,
        currency=currency,
        on=TODAY,
        party=Party(name=name, account=payer),
        references=references,
        text=text,
        charges=charges,
        instructed=instructed,
    )
    return match(money, OpenItems.of(ITEMS, wires, CUSTOMERS, advice), tolerated)


def booked(matching: Matching) -> tuple[Rule, tuple[Share, ...], int]:
    assert matching.certain is not None, matching.proposals
    return matching.certain.rule, matching.certain.shares, matching.certain.left


def proposed(matching: Matching) -> list[tuple[Rule, str, tuple[Share, ...]]]:
    assert matching.certain is None, matching.certain
    return [(each.rule, each.account, each.shares) for each in matching.proposals]


RF1 = creditor_reference("INV-2026-0001")
RF2 = creditor_reference("INV-2026-0002")
RF7 = creditor_reference("INV-2026-0007")


def cut_at(width: int, text: str) -> str:
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("width", [27, 35, 53, 65, 80, 140])
@pytest.mark.parametrize("shape", ["{}", "{0:.4} {0:.9}", "factuur {} van november", "Ref.:{}."])
def test_our_reference_is_found_wherever_the_bank_cut_the_text(width: int, shape: str) -> None:
    reference = " ".join(RF1[at : at + 4] for at in range(0, len(RF1), 4))
    text = "Betaling van Contoso B.V. te Amsterdam, " + shape.replace("{0:.4} {0:.9}", "{}").format(
        reference
    )
    assert booked(matched(10_000, cut_at(width, text))) == (
        Rule.REFERENCE,
        (Share("INV-2026-0001", 10_000),),
        0,
    )


def test_less_than_the_invoice_is_a_part_payment() -> None:
    assert booked(matched(4_000, RF1)) == (Rule.REFERENCE, (Share("INV-2026-0001", 4_000),), 0)


def test_more_than_the_invoice_leaves_unapplied_credit() -> None:
    assert booked(matched(12_000, RF1)) == (
        Rule.REFERENCE,
        (Share("INV-2026-0001", 10_000),),
        2_000,
    )


def test_less_by_what_the_bank_kept_settles_the_invoice() -> None:
    kept = (Charge(1_500, "EUR", "SHAR", included=True),)
    settled = (Rule.REFERENCE, (Share("INV-2026-0001", 8_500, charges=1_500),), 0)
    assert booked(matched(8_500, RF1, charges=kept)) == settled
    assert booked(matched(8_500, RF1, instructed=Amount(10_000, "EUR"))) == settled


def test_charges_beyond_the_tolerance_leave_a_part_open() -> None:
    kept = (Charge(2_500, "EUR", "SHAR", included=True),)
    assert booked(matched(7_500, RF1, charges=kept)) == (
        Rule.REFERENCE,
        (Share("INV-2026-0001", 7_500),),
        0,
    )


def test_less_than_due_without_charges_that_the_bank_shows_is_no_charge() -> None:
    assert booked(matched(9_999, RF1)) == (Rule.REFERENCE, (Share("INV-2026-0001", 9_999),), 0)


def test_a_number_beside_its_own_reference_takes_nothing_from_it() -> None:
    ours = Reference(ReferenceKind.END_TO_END, "INV-2026-0001")
    rule, shares, left = booked(matched(4_000, RF1, references=(ours,)))
    assert (rule, shares, left) == (Rule.REFERENCE, (Share("INV-2026-0001", 4_000),), 0)


def test_several_references_that_come_to_the_amount_are_all_settled() -> None:
    both = (Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 25_000))
    assert booked(matched(35_000, f"{RF2} {RF1}")) == (Rule.SEVERAL, both, 0)
    assert booked(matched(36_000, f"{RF2} {RF1}")) == (Rule.SEVERAL, both, 1_000)


def test_several_references_and_too_little_are_for_a_person() -> None:
    oldest = (Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 20_000))
    assert proposed(matched(30_000, f"{RF1} {RF2}"))[0] == (Rule.SEVERAL, CONTOSO, oldest)


def test_references_of_two_customers_are_for_a_person() -> None:
    found = proposed(matched(20_000, f"{RF1} {RF7}"))
    assert {account for _, account, _ in found} == {CONTOSO, FABRIKAM}


MISTYPED = RF1[:-1] + ("7" if RF1[-1] != "7" else "A")


def test_a_mistyped_reference_says_nothing() -> None:
    assert matched(10_000, MISTYPED) == Matching()
    assert matched(10_000, MISTYPED, name="Contoso BV").certain is None
    by_payer = booked(matched(10_000, MISTYPED, payer=THEIR_ACCOUNT))
    assert by_payer == (Rule.PAYER, (Share("INV-2026-0001", 10_000),), 0)


def test_a_reference_of_somebody_elses_is_for_a_person_though_payer_and_amount_fit() -> None:
    of_another_house = creditor_reference("A12345")
    assert matched(10_000, of_another_house, payer=THEIR_ACCOUNT).certain is None


def test_a_number_behind_wrong_check_digits_may_be_what_is_mistyped() -> None:
    items = OpenItems.of(
        [Item("INV20260001", CONTOSO, "EUR", 10_000, date(2026, 11, 1))], customers=CUSTOMERS
    )
    right = creditor_reference("INV20260001")
    wrong = "RF" + f"{(int(right[2:4]) + 1) % 100:02}" + right[4:]
    name = Party(name="Contoso B.V.")
    assert match(Incoming(10_000, "EUR", TODAY, name, text=right), items).certain
    found = match(Incoming(10_000, "EUR", TODAY, name, text=wrong), items)
    assert found.certain is None
    assert found.proposals[0].shares == (Share("INV20260001", 10_000),)


@pytest.mark.parametrize(
    "written",
    ["INV-2026-0001", "inv 2026 0001", "INV2026/0001", "Invoice INV-2026-\n0001", "inv.2026.0001"],
)
def test_a_number_is_read_as_people_write_it(written: str) -> None:
    assert booked(matched(10_000, written, name="CONTOSO BV")) == (
        Rule.NUMBER,
        (Share("INV-2026-0001", 10_000),),
        0,
    )


def test_a_number_alone_says_too_little_when_nothing_says_who_pays() -> None:
    first = proposed(matched(10_000, "INV-2026-0001", name="Northwind Ltd"))[0]
    assert first == (Rule.NUMBER, CONTOSO, (Share("INV-2026-0001", 10_000),))


def test_a_number_of_another_customers_invoice_is_for_a_person() -> None:
    assert matched(10_000, "INV-2026-0007", payer=THEIR_ACCOUNT).certain is None


def test_a_number_with_another_amount_may_be_mistyped() -> None:
    assert matched(10_000, "INV-2026-0002", name="Contoso B.V.").certain is None


def test_a_short_number_is_only_ever_proposed() -> None:
    assert matched(31_000, "invoice 77", name="Fabrikam GmbH").certain is None


def test_what_is_settled_already_is_for_a_person() -> None:
    found = matched(10_000, creditor_reference("INV-2026-0003"))
    assert found.certain is None
    assert found.proposals[0].left == 10_000
    assert found.proposals[0].evidence[:2] == (
        Evidence(Seen.REFERENCE, creditor_reference("INV-2026-0003")),
        Evidence(Seen.SETTLED, "INV-2026-0003"),
    )


def test_money_in_another_currency_than_the_invoices_is_for_a_person() -> None:
    found = matched(40_000, creditor_reference("INV-2026-0004"))
    assert found.certain is None
    assert found.proposals[0].evidence[:2] == (
        Evidence(Seen.REFERENCE, creditor_reference("INV-2026-0004")),
        Evidence(Seen.OTHER_CURRENCY, "INV-2026-0004"),
    )


def test_what_is_left_of_a_named_invoice_may_be_for_one_that_nobody_can_read() -> None:
    both = (Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 25_000))
    found = matched(35_000, f"INV-2026-0001 RF12 {'X' * 8}", payer=THEIR_ACCOUNT)
    several = [each for each in found.proposals if each.rule is Rule.SEVERAL]
    assert [(each.account, each.shares, each.left) for each in several] == [(CONTOSO, both, 0)]
    assert Evidence(Seen.AMOUNT_MORE) not in several[0].evidence


def test_a_declared_wire_is_recognised_by_its_banks_reference() -> None:
    wire = DeclaredWire("ABNA 2026/77-12", "INV-2026-0002", 20_000, "EUR")
    came = (Reference(ReferenceKind.END_TO_END, "abna20267712"),)
    assert booked(matched(20_000, references=came, wires=(wire,))) == (
        Rule.WIRE,
        (Share("INV-2026-0002", 20_000),),
        0,
    )
    assert matched(19_000, references=came, wires=(wire,)).certain is None


def test_more_than_was_declared_is_proposed_and_says_so() -> None:
    wire = DeclaredWire("ABNA 2026/77-12", "INV-2026-0002", 20_000, "EUR")
    came = (Reference(ReferenceKind.END_TO_END, "ABNA20267712"),)
    found = matched(21_000, references=came, wires=(wire,))
    assert proposed(found) == [(Rule.WIRE, CONTOSO, (Share("INV-2026-0002", 20_000),))]
    (proposal,) = found.proposals
    assert proposal.left == 1_000
    assert proposal.evidence == (Evidence(Seen.WIRE, "ABNA20267712"), Evidence(Seen.AMOUNT_MORE))


@pytest.mark.parametrize(
    ("called", "invoices", "certain"),
    [
        ("ABC-123", [("INV-2026-0002", "EUR")], True),
        ("AB-123", [("INV-2026-0002", "EUR")], False),
        ("ABC-123", [("INV-2026-0004", "USD")], False),
        ("ABC-123", [("INV-2026-0001", "EUR"), ("INV-2026-0002", "EUR")], True),
        ("ABC-123", [("INV-2026-0001", "EUR"), ("INV-2026-0007", "EUR")], False),
        ("ABC-123", [("INV-2026-0001", "EUR"), ("INV-UNKNOWN", "EUR")], False),
        ("ABC-123", [("INV-2026-0003", "EUR")], False),
    ],
    ids=[
        *("its reference", "a short one", "another currency", "two invoices", "two customers"),
        *("one that is not known", "one that is settled"),
    ],
)
def test_a_wire_is_certain_where_it_is_what_one_customer_declared(
    called: str, invoices: list[tuple[str, str]], certain: bool
) -> None:
    wires = tuple(DeclaredWire(called, number, 5_000, currency) for number, currency in invoices)
    came = (Reference(ReferenceKind.END_TO_END, called),)
    found = matched(5_000 * len(wires), references=came, wires=wires)
    assert (found.certain is not None) is certain
    if found.certain is not None:
        assert found.certain.evidence[-1] == Evidence(Seen.AMOUNT_EQUAL)
        assert found.certain.account == CONTOSO


def test_a_known_payer_pays_all_that_is_overdue_which_is_not_what_is_due_today() -> None:
    items = [
        Item("A", CONTOSO, "EUR", 100, date(2026, 11, 28)),
        Item("B", CONTOSO, "EUR", 200, date(2026, 11, 29)),
        Item("C", CONTOSO, "EUR", 400, TODAY),
    ]
    party = Party(name="", account=THEIR_ACCOUNT)
    money = Incoming(minor=300, currency="EUR", on=TODAY, party=party, references=(), text="")
    found = match(money, OpenItems.of(items, (), CUSTOMERS, ()), 0)
    assert booked(found) == (Rule.PAYER, (Share("A", 100), Share("B", 200)), 0)
    assert found.certain is not None
    seen = (Evidence(Seen.AMOUNT_EQUAL), Evidence(Seen.ALL_OVERDUE))
    assert found.certain.evidence == (Evidence(Seen.PAYER, THEIR_ACCOUNT), *seen)


def test_of_two_invoices_of_the_same_amount_a_person_chooses() -> None:
    items = [Item(number, CONTOSO, "EUR", 100, TODAY) for number in ("A", "B")]
    party = Party(name="Contoso", account=THEIR_ACCOUNT)
    money = Incoming(minor=100, currency="EUR", on=TODAY, party=party, references=(), text="")
    found = match(money, OpenItems.of(items, (), CUSTOMERS, ()), 0)
    assert proposed(found) == [
        (Rule.PAYER, CONTOSO, (Share("A", 100),)),
        (Rule.PAYER, CONTOSO, (Share("B", 100),)),
    ]
    known = (Evidence(Seen.PAYER, THEIR_ACCOUNT), Evidence(Seen.NAME, "Contoso"))
    for each in found.proposals:
        assert each.evidence == (*known, Evidence(Seen.AMOUNT_EQUAL), Evidence(Seen.SEVERAL_EQUAL))


def test_a_known_payer_with_the_amount_of_one_invoice_pays_it() -> None:
    assert booked(matched(25_000, payer=THEIR_ACCOUNT)) == (
        Rule.PAYER,
        (Share("INV-2026-0002", 25_000),),
        0,
    )


def test_a_known_payer_pays_all_that_is_open() -> None:
    both = (Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 25_000))
    assert booked(matched(35_000, payer=THEIR_ACCOUNT)) == (Rule.PAYER, both, 0)


def test_a_known_payer_with_any_other_amount_is_for_a_person() -> None:
    found = matched(7_700, payer=THEIR_ACCOUNT)
    assert proposed(found)[0] == (Rule.PAYER, CONTOSO, (Share("INV-2026-0001", 7_700),))


def test_two_invoices_of_one_amount_are_for_a_person() -> None:
    items = OpenItems.of(
        [*ITEMS, Item("INV-2026-0009", CONTOSO, "EUR", 25_000, date(2026, 12, 30))],
        customers=CUSTOMERS,
    )
    money = Incoming(25_000, "EUR", TODAY, Party(account=THEIR_ACCOUNT))
    found = match(money, items)
    assert found.certain is None
    assert [each.shares[0].invoice for each in found.proposals[:2]] == [
        "INV-2026-0002",
        "INV-2026-0009",
    ]


def test_a_name_is_only_ever_a_proposal() -> None:
    assert proposed(matched(25_000, name="CONTOSO BV"))[0] == (
        Rule.NAME,
        CONTOSO,
        (Share("INV-2026-0002", 25_000),),
    )


def test_a_nearly_equal_name_is_nobodys() -> None:
    assert matched(25_000, name="Contosso B.V.") == Matching()


def test_the_customers_advice_says_what_a_transfer_pays() -> None:
    advice = Advice(
        "advice-1", CONTOSO, 30_000, "EUR", (("INV-2026-0001", 10_000), ("INV-2026-0002", 20_000))
    )
    assert booked(matched(30_000, payer=THEIR_ACCOUNT, advice=(advice,))) == (
        Rule.ADVICE,
        (Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 20_000)),
        0,
    )


def test_money_of_which_nothing_is_known_waits_for_a_person() -> None:
    assert matched(123, "Thank you!", name="Somebody") == Matching()


def test_a_reference_beside_one_that_is_mistyped_is_not_all_that_is_paid() -> None:
    both = {Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 25_000)}
    mistyped = RF2[:-1] + ("7" if RF2[-1] != "7" else "A")
    found = matched(35_000, f"{RF1} {mistyped}")
    assert found.certain is None
    assert set(found.proposals[0].shares) == both
    assert matched(37_000, f"{RF1} {mistyped}").certain is None
    assert booked(matched(10_000, f"{RF1} {mistyped}"))[1] == (Share("INV-2026-0001", 10_000),)


def test_what_is_left_and_just_another_open_invoice_is_for_a_person() -> None:
    first, second = matched(35_000, f"{RF1} and november").proposals[:2]
    assert set(first.shares) == {Share("INV-2026-0001", 10_000), Share("INV-2026-0002", 25_000)}
    assert (second.shares, second.left) == ((Share("INV-2026-0001", 10_000),), 25_000)


def test_an_account_of_one_customer_and_the_name_of_another_are_for_a_person() -> None:
    found = matched(10_000, payer=THEIR_ACCOUNT, name="Fabrikam GmbH")
    assert found.certain is None
    assert {each.account for each in found.proposals} == {CONTOSO, FABRIKAM}
    assert matched(10_000, "INV-2026-0001", payer=THEIR_ACCOUNT, name="Fabrikam").certain is None


def test_of_two_customers_with_one_account_the_name_says_which_is_proposed() -> None:
    customers = (
        Customer(CONTOSO, ("Contoso B.V.",), (THEIR_ACCOUNT,)),
        Customer(FABRIKAM, ("Fabrikam GmbH",), (THEIR_ACCOUNT,)),
    )
    money = Incoming(10_000, "EUR", TODAY, Party("Fabrikam GmbH", THEIR_ACCOUNT))
    found = match(money, OpenItems.of(ITEMS, customers=customers))
    assert found.certain is None
    assert {each.account for each in found.proposals} == {FABRIKAM}


def test_last_months_reference_and_the_amount_of_an_open_invoice_is_proposed_for_that() -> None:
    found = matched(25_000, creditor_reference("INV-2026-0003"), payer=THEIR_ACCOUNT)
    assert found.certain is None
    assert found.proposals[0].shares == (Share("INV-2026-0002", 25_000),)


def test_a_second_transfer_for_an_invoice_finds_it_settled() -> None:
    items = OpenItems.of(ITEMS, customers=CUSTOMERS)
    money = Incoming(10_000, "EUR", TODAY, Party(account=THEIR_ACCOUNT), text=RF1)
    assert match(money, items).certain is not None
    items.settle("INV-2026-0001", 10_000)
    assert match(money, items).certain is None
    assert match(replace(money, text=""), items).certain is None
