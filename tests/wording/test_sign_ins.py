"""What the access log says of an entry, in words."""

import pytest

from domain.access import Role
from domain.signing_in.sessions import SignInMethod
from wording.sign_ins import known_of_entry


@pytest.mark.parametrize(
    ("details", "said"),
    [
        ({"mailed": True}, "by mail: yes"),
        ({"mailed": False}, "by mail: no"),
        ({"how": SignInMethod.OIDC}, "how: by the identity provider"),
        (
            {"roles": [Role.BILLING, Role.CREDIT], "before": []},
            "roles: billing, credit; roles before: ",
        ),
        ({"name": "ERP_of_ours", "all": 2}, "name: ERP_of_ours; how many: 2"),
        ({"payloads": 2, "about": ["a/sub_1", "a/sub_2"]}, "payloads: 2; about: a/sub_1, a/sub_2"),
        ({"of_another_version": "x_y"}, "of another version: x_y"),
        ({}, ""),
    ],
)
def test_an_entry_says_what_it_knows(details: dict[str, object], said: str) -> None:
    assert known_of_entry(details) == said
