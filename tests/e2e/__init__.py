"""A browser walking through the local run."""
