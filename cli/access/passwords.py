"""Asking for a password: never as an argument, where other users of the machine would read it."""

import sys

from cli.usage import refuse
from wording.catalogue import staff_words


def asked_password(from_stdin: bool) -> str:
    """The password, typed twice without being shown, or the first line of standard input.

    Raises:
        WrongUsage: nobody is there to type it, or the two differ.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        refuse("--password-stdin", staff_words()("access_people.nobody_types"), "missing")
    import getpass

    words = staff_words()
    typed = getpass.getpass(f"{words('access_people.password')} ")
    if getpass.getpass(f"{words('access_people.again')} ") != typed:
        refuse("password", words("own_refused.two_different"))
    return typed
