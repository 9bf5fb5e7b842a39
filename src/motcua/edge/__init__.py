"""The outside world: plain values in and out; each channel has a demo twin."""
