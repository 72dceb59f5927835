"""What the description of the API shows as examples."""

FORM = {
    "customer": "existing",
    "current_payment_method": "credit_card",
    "administrators": ["anna@contoso.nl"],
    "commerce_account_id": "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11",
    "scope": {"kind": "subscription", "id": "sub-contoso-1"},
    "company": {
        "name": "Contoso B.V.",
        "legal_form": "company",
        "address": {
            "line1": "Stationsplein 1",
            "postal_code": "1012 AB",
            "city": "Amsterdam",
            "country": "NL",
        },
        "website": "https://www.contoso.nl",
        "tax_id": "NL004495445B01",
        "established": 1998,
    },
    "contact": {"name": "Anna de Vries", "phone": "+31 20 555 0101", "email": "anna@contoso.nl"},
    "preferred_contact": "email",
    "language": "nl",
    "justification": "Our finance department pays suppliers by bank transfer only.",
    "credit": {"amount": "8000.00", "currency": "EUR"},
}

ACCOUNT = {
    "id": "7d0c2a0e-5f4b-4a53-9d0c-2f4a8f0f6b11",
    "name": "Contoso BV",
    "address": {
        "line1": "Stationsplein 1",
        "postal_code": "1012 AB",
        "city": "Amsterdam",
        "country": "NL",
    },
    "kind": "business",
    "cloud": "global",
    "customer_since": "2019-03-01",
    "signed_up_by": "anna@contoso.nl",
    "administrators": ["anna@contoso.nl", "ben@contoso.nl"],
    "time_zone": "Europe/Amsterdam",
    "scopes": [
        {
            "id": "sub-contoso-1",
            "kind": "subscription",
            "payment_method": "credit_card",
            "outstanding": {"amount": "0.00", "currency": "EUR"},
            "external_services": [],
        }
    ],
}
