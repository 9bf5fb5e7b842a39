"""Pages of quality: Decision 766, the nine criteria, the four service measures, by unit and period."""
