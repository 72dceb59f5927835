"""Text that somebody wrote, on one line."""

import unicodedata


def on_one_line(written: str) -> str:
    """Safe to show: a terminal must not obey it."""
    shown = "".join(
        character if unicodedata.category(character) not in ("Cc", "Cf", "Cs") else " "
        for character in written
    )
    return " ".join(shown.split())
