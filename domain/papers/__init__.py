"""Invoices and credit notes as documents: what they say, and whether it adds up."""
