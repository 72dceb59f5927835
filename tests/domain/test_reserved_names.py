"""Nobody is called what timelines call the program or a team of ours."""

import pytest

from domain.people.reserved_names import is_reserved


@pytest.mark.parametrize(
    "name",
    [
        "worker",
        "Worker",
        "WORKER",
        " worker ",
        "w o r k e r",
        "wor-ker",
        "wor.ker",
        "w_o_r_k_e_r",
        "wörker",
        "w0rker",
        "wоrkеr",  # Cyrillic о and е
        "ѡorker".replace("ѡ", "ԝ"),
        "ｗｏｒｋｅｒ",
        "wor\u200bker",
        "wor\u00adker",
        "Credit Team",
        "credit-team",
        "legal team",
        "billing team",
        "Billing operations",
        "Identity Provider",
        "identity-provider",
        "provider",
        "customer",
        "Nobody",
        "system",
    ],
)
def test_a_name_of_the_program_or_a_team_is_reserved(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize(
    "name",
    [
        "anna@contoso.nl",
        "worker@contoso.nl",
        "coworker",
        "workers",
        "Wim Werker",
        "admin",
        "root",
        "customer-service@contoso.nl",
        "株式会社",
        "",
    ],
)
def test_a_persons_own_name_is_not(name: str) -> None:
    assert not is_reserved(name)
