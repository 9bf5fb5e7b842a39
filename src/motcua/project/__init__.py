"""Assembly: settings, addresses, servers."""
