"""Dialogs: one file each, all of one shape."""
