"""Cells of a table that is written as CSV for people who open it in a spreadsheet."""

_TAKEN_FOR_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: int | str | None) -> int | str | None:
    """The cell, so that a spreadsheet takes no text in it for a formula. Numbers stay as they
    are."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(_TAKEN_FOR_A_FORMULA):
        return f"'{cell}"
    return cell
