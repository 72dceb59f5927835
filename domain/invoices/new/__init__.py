"""New invoices: as they are handed in, issued and referred to, and what their paper says."""
