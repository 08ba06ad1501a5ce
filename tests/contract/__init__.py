"""The storage suite, the same on every implementation."""
