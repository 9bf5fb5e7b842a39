"""motcua: the open system behind the Vietnamese one-stop counter and above it."""
