"""Pages of criteria sets: read as a tree, written leaf by leaf, taken out and in as a sheet, compared."""
