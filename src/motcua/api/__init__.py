"""The face for programs: the same verbs and queries as the pages."""
