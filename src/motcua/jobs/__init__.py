"""The face of the passing of time: the work loop, its handlers and its timetable."""
