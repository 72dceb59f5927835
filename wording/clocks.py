"""What the check of clocks found, in words for operators."""

from domain.clocks import ClockFinding, Trouble
from wording.catalogue import staff_words


def trouble_words(trouble: Trouble) -> str:
    """What is wrong."""
    return staff_words().of("trouble", trouble)


def remedy_words(finding: ClockFinding) -> str:
    """What was done about it, or can be."""
    if finding.remedy is None:
        return staff_words()("remedy.none")
    if finding.mended:
        return staff_words().of("remedy_taken", finding.remedy)
    return staff_words().of("remedy", finding.remedy)
