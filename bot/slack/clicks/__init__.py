"""Buttons and selects: one file for each subject; this is the explicit registry."""
