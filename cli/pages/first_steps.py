"""What to do first, where there is nothing to show yet."""

FIRST_REQUEST = """\
To begin: put accounts into the ledger, then open a request for one of them.
  starter.py account import FILE    examples/accounts.yaml shows what it holds
  starter.py open FORM --submit     examples/forms/contoso.yaml is a complete one"""

FIRST_INVOICE = """\
To begin: an account pays by invoice once its request is approved and the switch is made.
  starter.py list --state approved  the requests that wait for their switch
  starter.py invoice issue FILE     examples/invoices/contoso-2026-11.yaml shows what it holds"""
