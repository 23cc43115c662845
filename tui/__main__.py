"""`python -m tui` is the command `qa`."""

from qa.__main__ import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
