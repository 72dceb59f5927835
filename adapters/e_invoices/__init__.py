"""E-invoices on their way to customers: as files, or through a gateway to an access point."""
