"""A credit limit and its history for people."""

from rich.console import Group, RenderableType
from rich.text import Text

from cli.pages.sentences import sentence
from cli.pages.tables import table
from cli.pages.text import moment, plain
from clients.accounts.limits import AccountLimit, LimitChanged
from wording.catalogue import staff_words
from wording.limits import called, said_of_change


def limit_page(shown: AccountLimit) -> RenderableType:
    """The limit, what is proposed, and every change of it."""
    if shown.limit is None:
        return sentence("account_limit.none")
    head = sentence("account_limit.limit", limit=Text(str(shown.limit), "bold"))
    if shown.frozen:
        head.append("  ").append(sentence("account_limit.frozen", "bold red"))
    parts: list[RenderableType] = [head]
    if shown.exposure is not None:
        style = "bold red" if shown.exceeded else ""
        parts.append(sentence("account_limit.open", style, exposure=shown.exposure))
    if shown.review_on is not None:
        parts.append(sentence("account_limit.review", day=shown.review_on))
    if proposal := shown.proposed:
        parts.append(
            sentence(
                "account_limit.proposed",
                "yellow",
                by=plain(proposal.by),
                limit=proposal.limit,
                until=moment(proposal.lapses_at),
                account=plain(shown.account),
                number=proposal.number,
            )
        )
    history = table("at", "what", "before", "after", "by", "why")
    for each in shown.history:
        by, proposed_by = plain(each.by), plain(each.proposed_by or "")
        history.add_row(
            moment(each.at),
            called(each),
            str(each.before or ""),
            str(each.limit),
            staff_words()("account_limit.by", by=by, proposed_by=proposed_by),
            plain(each.because or ""),
        )
    return Group(*parts, history)


def changed_page(changed: LimitChanged) -> RenderableType:
    """What came of it."""
    return Text("\n".join(said_of_change(changed)))
