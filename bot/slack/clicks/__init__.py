"""Buttons and selects: one file for each subject."""
