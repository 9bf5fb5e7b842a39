"""Pages of simplification: reviews, proposals, approval, and the replay of past dossiers."""
