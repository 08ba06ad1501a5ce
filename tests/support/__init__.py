"""Builders and fakes that every level of the tests shares."""
