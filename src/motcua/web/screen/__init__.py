"""The hall's boards: what is called now, on screens and telephones, live."""
