"""What the values of the domain are called, as staff read them: states, kinds, outcomes."""

from wording.catalogue import staff_words


def term(code: str) -> str:
    """`credit check` for `credit_check`, in the language of the staff. One code has one name,
    whatever it is a value of; one that this version does not know is shown without underscores."""
    words, key = staff_words(), f"term.{code}"
    return words(key) if key in words else str(code).replace("_", " ")


def terms(*codes: str) -> str:
    """Several of them: `credit card, invoice`."""
    return ", ".join(map(term, codes))
