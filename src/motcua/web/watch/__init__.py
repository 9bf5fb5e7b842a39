"""Pages of the watch over stuck files and over honest numbers: questions, each closed by a human."""
