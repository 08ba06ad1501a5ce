"""What pages, saves, cold starts and reports cost: `make bench`."""
