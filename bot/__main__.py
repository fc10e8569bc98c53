"""Entry point of the `cardkeeper` command."""

from bot.cli import main

if __name__ == "__main__":
    main()
