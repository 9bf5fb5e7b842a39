"""Surveys: made and followed by the unit that holds them, answered by whoever holds a code."""
