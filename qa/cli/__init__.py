"""The command `qa`, a module for each group of commands."""
