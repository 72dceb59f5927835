"""`account limit` and `account confirm-limit`: credit limits after the approval. They need no
engine."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from cyclopts.validators import Number

from cli.invoices.amounts import Amount, amount_in
from cli.output import FOR_PEOPLE, Output
from cli.parameters import FLAG, MYSELF, WHOLE, AccountId, Acting
from cli.running import limits
from cli.usage import WrongUsage, options, problem, refuse
from wording.catalogue import staff_words

if TYPE_CHECKING:
    from clients.accounts.limits import LimitClient
    from domain.values.money import Money


async def limit(
    account: AccountId,
    /,
    *,
    amount: Annotated[
        str | None,
        Parameter(
            metavar="AMOUNT",
            help="The limit from now on, over all scopes of the account, in the currency that it is"
            " in. Above the policy's amount another credit analyst confirms it first.",
        ),
    ] = None,
    freeze: Annotated[
        bool, FLAG, Parameter(help="Issue nothing new from now on; what is open stays.")
    ] = False,
    unfreeze: Annotated[bool, FLAG, Parameter(help="Let invoices be issued again.")] = False,
    review_on: Annotated[
        date | None,
        Parameter(metavar="DAY", help="The day on which credit is reminded to look at it again."),
    ] = None,
    no_review: Annotated[
        bool, FLAG, Parameter(help="Take the day of the review away, and nothing beside it.")
    ] = False,
    reason: Annotated[
        str | None,
        Parameter(
            metavar="TEXT",
            help="Why, for your colleagues; no customer reads it. Needed to change something.",
        ),
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Shows an account's credit limit and how it came to be so, or changes it: --amount, --freeze,
    --unfreeze, --review-on or --no-review, with --reason.

    A limit below what is open is taken: what is open stays, and you are warned.
    """
    asked = {
        "--amount": amount is not None,
        "--freeze": freeze,
        "--unfreeze": unfreeze,
        "--review-on": review_on is not None,
        "--no-review": no_review,
    }
    if not any(asked.values()):
        if reason is not None:
            refuse("--reason", staff_words()("usage.nothing_to_change"), "not_alone")
        async with limits() as client:
            shown = await client.limit(account)
        from cli.pages.limits import limit_page

        output.show(shown.model_dump(mode="json"), lambda: limit_page(shown))
        return
    if reason is None:
        refuse("--reason", staff_words()("usage.say_why"), "missing")
    both = [name for name in ("--amount", "--freeze", "--unfreeze") if asked[name]]
    if no_review:
        both = [name for name, given in asked.items() if given]
    if len(both) > 1:
        one = staff_words()("usage.one_at_a_time")
        raise WrongUsage([problem(name, one, "not_together") for name in both])
    from domain.limits.messages import ChangeLimit

    given = amount_in(amount) if amount is not None else None
    async with limits() as client:
        money = await _in_its_currency(client, account, given) if given else None
        with options():
            command = ChangeLimit(
                by=acting.sign_in,
                amount=money,
                freeze=True if freeze else False if unfreeze else None,
                review_on=review_on,
                no_review=no_review,
                reason=reason,
            )
        changed = await client.change(account, command, acting.key)
    from cli.pages.limits import changed_page

    output.show(changed.model_dump(mode="json"), lambda: changed_page(changed))


async def confirm(
    account: AccountId,
    proposal: Annotated[
        int,
        WHOLE,
        Parameter(
            validator=Number(gte=1, lte=1_000_000),
            help="The number of what was proposed, as 'account limit' shows it.",
        ),
    ],
    /,
    *,
    decline: Annotated[bool, FLAG, Parameter(help="Decline it: the limit stays as it is.")] = False,
    reason: Annotated[
        str | None,
        Parameter(metavar="TEXT", help="Why, for your colleagues; no customer reads it."),
    ] = None,
    acting: Acting = MYSELF,
    output: Output = FOR_PEOPLE,
) -> None:
    """Confirms a credit limit that another credit analyst proposed, or declines it."""
    from domain.limits.messages import ConfirmLimit

    with options():
        command = ConfirmLimit(
            by=acting.sign_in, proposal=proposal, accept=not decline, reason=reason
        )
    async with limits() as client:
        changed = await client.confirm(account, command, acting.key)
    from cli.pages.limits import changed_page

    output.show(changed.model_dump(mode="json"), lambda: changed_page(changed))


async def _in_its_currency(client: "LimitClient", account: str, given: Amount) -> "Money":
    """As it was typed, or else in the currency that the account's limit is in."""
    if given.currency is not None:
        return given.in_currency(None)
    known = (await client.limit(account)).limit
    return given.in_currency(known.currency if known else "EUR")
