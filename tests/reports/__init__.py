"""Real PDFs and their HTML twins."""
