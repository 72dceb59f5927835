"""Papers as files: PDF and e-invoices, made of what was kept and checked before they leave."""
