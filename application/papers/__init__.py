"""Papers of invoices and credit notes: written, made as files, checked."""
