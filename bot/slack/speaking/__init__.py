"""What the bot says without being asked; all of it goes through `speaker.py`."""
