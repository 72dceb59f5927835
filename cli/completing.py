"""Shell completion."""

from typing import Annotated, Literal

from cyclopts import Parameter

from cli.output import FOR_PEOPLE, Output


async def completion(
    shell: Annotated[Literal["bash", "zsh", "fish"], Parameter(help="Your shell.")],
    /,
    *,
    output: Output = FOR_PEOPLE,
) -> None:
    """Prints a script that completes commands, options and choices for 'starter'.

    For bash: alias starter='python starter.py', then source <(starter completion bash).
    """
    from cli.application import build

    script = build().generate_completion(shell=shell)
    if output.json:
        output.show({"shell": shell, "script": script}, lambda: script)
    else:
        import sys

        sys.stdout.write(script)
