"""Pages of the posting watch: decisions, duties, evidence, and the public page of a commune."""
