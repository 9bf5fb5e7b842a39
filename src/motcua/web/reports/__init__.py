"""Pages of the statutory reports: made, kept with their cut-off, printed again."""
