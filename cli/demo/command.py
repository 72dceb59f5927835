"""`demo`: what the product does, shown before anything is set up."""

from cli.output import FOR_PEOPLE, Output, print_json
from domain.billing.names import ProviderName
from domain.errors import InvalidFile
from wording.catalogue import staff_words

_WIDTH_OF_A_FILE = 110


async def demo(
    *, provider: ProviderName = ProviderName.LEDGER, output: Output = FOR_PEOPLE
) -> None:
    """One request through its whole life on a real engine, weeks in seconds, step by step.

    Leaves its mails, documents and database in the home folder under demo. Exits with 1 when
    a claim does not hold. With --json it shows the results alone.

    With --provider=stripe it is the story of a customer whom Stripe bills, beside a stand-in
    for Stripe; there is none for other systems.
    """
    from rich.console import Console

    from cli.demo.playing import play, play_with_stripe

    screen = Console(highlight=False, quiet=output.json)
    if not screen.is_terminal:
        screen.width = _WIDTH_OF_A_FILE
    if provider is ProviderName.HTTP:
        said = staff_words()("demo.no_story")
        raise InvalidFile([{"field": "--provider", "code": "not_available", "problem": said}])
    stripe = provider is ProviderName.STRIPE
    came_to = await (play_with_stripe(screen) if stripe else play(screen))
    if output.json:
        print_json(came_to)
