"""Pages of the specialist."""
