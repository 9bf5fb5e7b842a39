"""The limit: a bare Django project that writes the same rows and promises nothing else."""
