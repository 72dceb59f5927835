"""`access …`: people who sign in to the console. They need no engine."""

from typing import TYPE_CHECKING, Any

from cli.access.parameters import OfAccount, PasswordStdin, Roles, SignIn
from cli.access.passwords import asked_password
from cli.access.running import access, once
from cli.output import FOR_PEOPLE, Output
from cli.parameters import MYSELF, Acting

if TYPE_CHECKING:
    from clients.access import Person


async def add(
    sign_in: SignIn,
    /,
    *,
    role: Roles,
    account: OfAccount = None,
    password_stdin: PasswordStdin = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Lets somebody sign in to the console with a password, which is asked for.

    A customer has that role alone, and an account; everybody else one role or several.
    """
    password = asked_password(password_stdin)
    given: dict[str, Any] = {"role": role, "account": account, "password": password}
    async with once(acting, "add", sign_in, **given) as (client, claim):
        person = await client.add_person(
            sign_in, password, role, account, by=acting.sign_in, key=claim.id
        )
    _show(person, "access_people.added", output)


async def list_people(*, output: Output = FOR_PEOPLE) -> None:
    """Lists everybody who may sign in to the console, and those who were disabled."""
    from cli.access.pages import people_table

    async with access() as client:
        people = await client.people()
    data = {"people": [each.model_dump(mode="json") for each in people]}
    output.show(data, lambda: people_table(people))


async def disable(
    sign_in: SignIn, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Shuts somebody out of the console, and ends the sessions under this name."""
    async with once(acting, "disable", sign_in) as (client, claim):
        person = await (client.person(sign_in) if claim.done else client.disable(sign_in))
    _show(person, "access_people.disabled", output)


async def enable(
    sign_in: SignIn, /, *, acting: Acting = MYSELF, output: Output = FOR_PEOPLE
) -> None:
    """Lets somebody sign in again who was disabled."""
    async with once(acting, "enable", sign_in) as (client, claim):
        person = await (client.person(sign_in) if claim.done else client.enable(sign_in))
    _show(person, "access_people.enabled", output)


async def password(
    sign_in: SignIn,
    /,
    *,
    password_stdin: PasswordStdin = False,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Gives somebody another password, which is asked for, and signs them out everywhere."""
    typed = asked_password(password_stdin)
    async with once(acting, "password", sign_in, password=typed) as (client, claim):
        if claim.done:
            person = await client.person(sign_in)
        else:
            person = await client.set_password(sign_in, typed, by=acting.sign_in)
    _show(person, "access_people.new_password", output)


def _show(person: "Person", key: str, output: Output) -> None:
    from cli.pages.sentences import sentence
    from cli.pages.text import plain, term

    sign_in, roles = plain(person.sign_in), ", ".join(map(term, person.roles))
    data = person.model_dump(mode="json")
    output.show(data, lambda: sentence(key, sign_in=sign_in, roles=roles))
