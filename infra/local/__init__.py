"""The whole system on this computer: `python -m infra.local`, or `make run`."""
