"""The typed way to invoices: issuing them, their money, and their papers."""
