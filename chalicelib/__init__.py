"""Compact Audit: safeguarding self-assessment, from the emailed link to the learning report."""
