"""The officials' side of the hall: the desk that calls, and the hall as its leader sees it."""
