"""Pages of advice: what a unit could fix next for the reform index, and what follows from it."""
