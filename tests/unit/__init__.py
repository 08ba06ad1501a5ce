"""No input or output: domain and services on fakes."""
