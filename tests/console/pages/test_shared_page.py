"""What was written for many is handed to each as their own."""

from domain.access import Role
from tests.console.customer.pages import Page
from tests.console.pages.office import Office
from tests.workflows.customers import LARGE, a_customer
from tests.workflows.steps import in_review

_ONE, _OTHER = "one@provider.example", "other<b>@provider.example"


async def test_two_who_read_the_queue_are_each_called_by_their_name(office: Office) -> None:
    async with office.staff(Role.CREDIT, _ONE) as one, office.staff(Role.CREDIT, _OTHER) as other:
        of_one, of_other = await one.get("/queues"), await other.get("/queues")
    assert (_name(of_one), _name(of_other)) == (_ONE, _OTHER)
    assert of_one.csrf and of_other.csrf and of_one.csrf != of_other.csrf
    assert of_other.csrf not in of_one.html and _OTHER not in of_one.html


async def test_those_with_other_roles_are_shown_another_page(office: Office) -> None:
    async with office.staff(Role.CREDIT) as analyst, office.staff(Role.ADMIN) as admin:
        shown = [
            bool((await each.get("/queues")).root.all("a", href="/access"))
            for each in (analyst, admin, analyst)
        ]
    assert shown == [False, True, False]


async def test_no_two_readers_get_a_form_with_the_same_key(office: Office) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(office.system, customer)
    path = f"/requests/{customer.scope_id}"
    keys: list[str] = []
    async with office.staff(Role.CREDIT, _ONE) as one, office.staff(Role.CREDIT, _OTHER) as other:
        for each in (one, one, other):
            page = await each.get(path)
            assert _name(page) == each.sign_in
            forms = page.root.all("input", name="key")
            assert len(forms) > 2
            keys += [form.attributes["value"] for form in forms]
    assert len(keys) == len(set(keys))


def _name(page: Page) -> str:
    return page.root.all("a", class_="who")[0].text
