"""What stands at a form that was sent and refused, and what others did meanwhile."""

from starlette.datastructures import FormData

from console.pages.decisions.kinds import Offer
from console.pages.filters import register
from console.pages.forms import Answers, Field
from console.pages.notices import since_seen
from console.pages.sent import SentDecision
from console.templating import environment
from tests.domain.requests.lives import ANALYST, VERIFIER, a_review
from wording.catalogue import staff_words

SEE_BELOW = staff_words()("fields.see_below")
DECISION = type("Act", (), {"name": "credit", "item_name": "", "irreversible": False})()
FIELDS = (Field("amount", "Amount", "amount"), Field("shown", "", "hidden", value="1"))


def refused(problems: dict[str, str], fields: tuple[Field, ...] = FIELDS) -> str:
    answers = Answers(FormData({"amount": "12", "shown": "2"}))
    answers.problems |= problems
    sent = SentDecision(DECISION, answers, "", "", None, 0)
    offers = (Offer(DECISION, "", "Credit it", "It is credited.", None, fields),)
    register(environment())
    forms = environment().get_template("pages/forms.html").module
    return str(forms.offers(sent.as_typed(offers), "/here", "#there", "", 0))  # type: ignore[attr-defined]


def test_a_field_that_is_wrong_is_marked_and_pointed_at() -> None:
    page = refused({"amount": "Too much."})
    assert (
        page.count('aria-invalid="true"') == page.count(SEE_BELOW) == page.count("Too much.") == 1
    )


def test_without_a_field_that_is_wrong_nothing_is_said_to_be_below() -> None:
    for page in (refused({}), refused({}, fields=())):
        assert "<details" in page
        assert " open>" in page
        assert SEE_BELOW not in page


def test_what_is_wrong_with_no_field_that_is_shown_is_said_all_the_same() -> None:
    page = refused({"shown": "It is another page.", "conditions.0.amount": "Not a number."})
    assert "It is another page." in page
    assert "Not a number." in page
    assert SEE_BELOW not in page


def test_only_what_others_did_since_the_page_was_read_happened_meanwhile() -> None:
    life = a_review()
    seen = len(life.snapshot.timeline)
    assert since_seen(life.snapshot, seen, VERIFIER) == ()
    life.approve()
    others = since_seen(life.snapshot, seen, VERIFIER)
    assert {each.by for each in others} == {ANALYST}
    assert since_seen(life.snapshot, len(life.snapshot.timeline), VERIFIER) == ()
    assert ANALYST not in {each.by for each in since_seen(life.snapshot, seen, ANALYST)}
