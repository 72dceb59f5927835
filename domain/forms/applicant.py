"""The few things that the process itself needs of a form, read from a draft as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from domain.companies.identifiers import as_meant
from domain.forms.documents import LegalForm
from domain.values.languages import Spoken
from domain.values.money import Money


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies. A draft may be incomplete or wrong: what cannot be read is absent here and never
    an error."""

    company: str
    country: str | None
    legal_form: LegalForm
    contact: str | None
    email: str | None
    language: Spoken
    """What letters are written in: English unless the form says Dutch."""
    asked: Money | None

    @classmethod
    def of(cls, draft: Mapping[str, Any]) -> "Applicant":
        company, contact = _block(draft, "company"), _block(draft, "contact")
        country = _text(_block(company, "address"), "country")
        email = as_meant(_text(contact, "email") or "")
        form = _text(company, "legal_form")
        return cls(
            company=_text(company, "name") or "(no name yet)",
            country=country.upper()
            if country and len(country) == 2 and country.isalpha()
            else None,
            legal_form=LegalForm(form) if form in set(LegalForm) else LegalForm.COMPANY,
            contact=_text(contact, "name"),
            email=email if email and "@" in email and not set(email) & set("\r\n ,;<>") else None,
            language="nl" if _text(draft, "language") == "nl" else "en",
            asked=_money(draft.get("credit")),
        )


def _block(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, Mapping) else {}


def _text(of: Mapping[str, Any], name: str) -> str | None:
    value = of.get(name)
    return value.strip() or None if isinstance(value, str) else None


def _money(value: Any) -> Money | None:
    try:
        return Money.model_validate(value)
    except ValidationError:
        return None
