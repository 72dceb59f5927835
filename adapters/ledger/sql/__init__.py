"""What every part needs of its database: connections, columns, inserts, both dialects."""
