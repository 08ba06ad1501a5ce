"""Figures and copies as HTML and PDF. The only templates used here are under templates/reports."""
