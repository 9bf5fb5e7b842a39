"""Rounds of the reform index: scored, locked, appraised, explained, published."""
