"""`demo`: what the product does, shown before anything is set up."""

from cli.output import FOR_PEOPLE, Output, print_json

_WIDTH_OF_A_FILE = 110


async def demo(*, output: Output = FOR_PEOPLE) -> None:
    """One request through its whole life on a real engine, weeks in seconds, step by step.

    Leaves its mails, documents and database in the home folder under demo. Exits with 1 when
    a claim does not hold. With --json it shows the results alone.
    """
    from rich.console import Console

    from cli.playing import play

    screen = Console(highlight=False, quiet=output.json)
    if not screen.is_terminal:
        screen.width = _WIDTH_OF_A_FILE
    came_to = await play(screen)
    if output.json:
        print_json(came_to)
