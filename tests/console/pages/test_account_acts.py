"""What is done to an account as a whole is called and explained by the catalogue."""

import pytest

from console.pages.decisions.account_act import AccountAct
from console.pages.decisions.accounts import EVERY_ACT


@pytest.mark.parametrize("act", EVERY_ACT, ids=lambda act: str(act.name))
def test_every_act_has_a_name_and_says_what_it_will_cause(act: AccountAct) -> None:
    assert act.called()
    assert act.causes.endswith(".")
    assert ("sub-1" in act.called("sub-1")) is bool(act.item_name)


def test_an_act_about_one_scope_is_called_by_it() -> None:
    (act,) = (each for each in EVERY_ACT if each.name == "settle")
    assert act.called("sub-1") == "Record the charges of sub-1 as paid"
    assert act.called() == "Record the charges as paid"
