"""Pages of leaders: the board, the lists behind its figures, what waits for a signature."""
