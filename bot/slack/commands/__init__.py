"""Slash commands: one file each, all of one shape."""
