"""Writes: one function per verb, one file per noun."""
