"""The capacity pages: how many officers are enough, tried out before anybody is moved."""
