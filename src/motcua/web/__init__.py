"""The face for people: one folder per audience."""
