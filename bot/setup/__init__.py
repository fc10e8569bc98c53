"""Guided set-up: what is missing is asked for, each value is tried, and `.env` is written."""
