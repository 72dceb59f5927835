"""By which way somebody came in, as staff read it."""

from domain.people.through import Through
from wording.catalogue import staff_words


def came_in(through: Through) -> str:
    """`link 1a2b, made by paula, who could read it`."""
    words, made_by = staff_words(), through.made_by
    said = [words(f"came_in.{through.door.value}", id=through.id, made_by=made_by)]
    if through.mailed:
        said.append(words("came_in.mailed"))
    if through.staff_could_read:
        said.append(words("came_in.maker_reads" if made_by else "came_in.staff_reads"))
    return ", ".join(said)
