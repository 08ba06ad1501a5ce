"""Question sets as data: one YAML file a version, never edited once published."""

from chalicelib.frameworks.registry import available, load_framework

__all__ = ["available", "load_framework"]
