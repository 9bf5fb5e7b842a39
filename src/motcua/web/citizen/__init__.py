"""The face for citizens: find, read, file, follow, rate, without an account."""
