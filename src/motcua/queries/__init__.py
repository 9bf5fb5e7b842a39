"""Reads, and the doors that decide who may look."""
