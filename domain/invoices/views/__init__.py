"""What a face may show of invoices, their money and statements: data, and no rule."""
