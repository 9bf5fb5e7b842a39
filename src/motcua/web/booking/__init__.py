"""Booking a time at the counters without an account, and the service models of a unit."""
