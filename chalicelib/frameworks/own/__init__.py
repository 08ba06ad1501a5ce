"""A partnership's own questions: read from YAML or a spreadsheet, checked, and kept for good.

Only `library` is imported at a cold start; the rest brings yaml and pydantic with it.
"""
