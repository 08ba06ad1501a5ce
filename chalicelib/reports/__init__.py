"""Domain figures to template context to PDF."""
