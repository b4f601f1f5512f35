"""Every door: the command line and REST, wired in one place."""
