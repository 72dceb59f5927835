"""A billing system to connect to: `python -m examples.billing_server --help`."""
