"""A credit limit and its history for people."""

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.tables import table
from cli.pages.text import moment, plain
from clients.limits import AccountLimit, LimitChanged
from wording.limits import called, said_of_change


def limit_page(shown: AccountLimit) -> RenderableType:
    """The limit, what is proposed, and every change of it."""
    if shown.limit is None:
        return Text("There is no credit limit: nothing of the account was switched.")
    head = Text.assemble(("Credit limit: ", ""), (str(shown.limit), "bold"))
    if shown.frozen:
        head.append("  FROZEN: nothing new is issued", "bold red")
    if shown.exposure is not None:
        head.append(f"\nOpen against it: {shown.exposure}", "bold red" if shown.exceeded else "")
    if shown.review_on is not None:
        head.append(f"\nTo be reviewed on {shown.review_on}")
    parts: list[RenderableType] = [head]
    if proposal := shown.proposed:
        parts.append(
            Text(
                f"Proposed by {plain(proposal.by)}: {proposal.limit}, to be confirmed by another"
                f" credit analyst until {moment(proposal.lapses_at)} (account confirm-limit"
                f" {plain(shown.account)} {proposal.number})",
                "yellow",
            )
        )
    history = table("at", "what", "before", "after", "by", "why")
    for each in shown.history:
        by = (
            f"{plain(each.by)}, proposed by {plain(each.proposed_by)}" if each.proposed_by else None
        )
        history.add_row(
            moment(each.at),
            called(each),
            str(each.before or ""),
            str(each.limit),
            by or plain(each.by),
            plain(each.because or ""),
        )
    return Group(*parts, history)


def changed_page(changed: LimitChanged) -> RenderableType:
    """What came of it."""
    return Text("\n".join(said_of_change(changed)))
