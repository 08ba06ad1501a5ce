"""Pages and forms through Chalice's test client."""
