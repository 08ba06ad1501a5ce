"""What an organisation sees, from its emailed link to its submitted copy."""
