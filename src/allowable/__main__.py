"""`python -m allowable` is the command `allowable`."""

from .cli import main

if __name__ == "__main__":
    main()
