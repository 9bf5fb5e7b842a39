"""Analysis of an index: how sure its ranks are, who stands where in what; for leaders and reform officers."""
