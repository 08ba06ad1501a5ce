"""MiniStack as a child process that keeps its state on disk every second (docs/adr/0030)."""
