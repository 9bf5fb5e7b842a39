"""The face of the counter: receive, ask, hand back, keep the register, with the keyboard alone."""
