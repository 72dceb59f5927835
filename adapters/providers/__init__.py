"""Billing systems behind the port `application/ports/billing.py`."""
