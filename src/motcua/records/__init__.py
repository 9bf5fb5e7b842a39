"""The tables: the one Django app with models."""
