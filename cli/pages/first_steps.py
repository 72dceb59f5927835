"""What to do first, where there is nothing to show yet."""

FIRST_INVOICE = """\
To begin: an account pays by invoice once its request is approved and the switch is made.
  starter.py list --state approved  the requests that wait for their switch
  starter.py invoice issue FILE     examples/invoices/contoso-2026-11.yaml shows what it holds"""
