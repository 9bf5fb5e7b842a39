"""SQLite as one commune runs it: durable, and fair among writers."""
