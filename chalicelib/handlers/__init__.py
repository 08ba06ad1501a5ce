"""The only Chalice code: pages for organisations and staff, and jobs."""
