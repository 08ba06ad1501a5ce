"""The tests, one folder a level; CONTRIBUTING.md says which level to use."""
