"""Question sets as data: the rules that a file must keep, and the files themselves."""
