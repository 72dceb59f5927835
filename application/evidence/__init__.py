"""Evidence of requests and invoices."""
