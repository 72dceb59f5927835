"""Asking for a password: never as an argument, where other users of the machine would read it."""

import sys

from cli.usage import refuse


def asked_password(from_stdin: bool) -> str:
    """The password, typed twice without being shown, or the first line of standard input.

    Raises:
        WrongUsage: nobody is there to type it, or the two differ.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        refuse(
            "--password-stdin", "Nobody is there to type a password; say where it is.", "missing"
        )
    import getpass

    typed = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != typed:
        refuse("password", "These are two different passwords.")
    return typed
