"""What is true: plain objects and rules, with no I/O and no clock of their own."""
