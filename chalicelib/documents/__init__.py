"""Word, spreadsheets and calendars: from what a return says to the bytes of a file, and back."""
