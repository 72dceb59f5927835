"""The clock of an invoice: reminders, what pauses them, letters, overdue, the credit hold."""
