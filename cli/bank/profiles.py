"""`bank profiles`: how tables (CSV) of banks are read."""

from cli.bank.running import bank
from cli.output import FOR_PEOPLE, Output


async def profiles(*, output: Output = FOR_PEOPLE) -> None:
    """Lists the profiles by which tables (CSV) are read: those of the policy file, and those that
    people made in the console by choosing columns. Needs no engine."""
    from cli.bank.pages import profiles_page
    from clients.bank.shapes import profile_document

    async with bank() as client:
        known = await client.profiles()
    data = {"profiles": [profile_document(each) for each in known]}
    output.show(data, lambda: profiles_page(known))
