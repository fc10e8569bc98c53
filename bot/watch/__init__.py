"""Seeing in: how the service is, for machines, for the terminal and for those who run it."""
