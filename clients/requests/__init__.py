"""The typed way to requests: opening them, messages, documents, reading, queues, rehearsals."""
