"""Whoever vouches for staff: OpenID Connect."""
