"""The only place where real parts are wired together."""
