"""Public statistics and open data: no personal data, small counts held back."""
