"""Pages of the process map: how dossiers really went, where they waited, and how often."""
