"""A gateway for e-invoices to try with: `python -m examples.access_point --help`."""
