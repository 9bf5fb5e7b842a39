"""The model district: Thanh Miện in 2024, made by a seeded simulation; persons are invented."""
