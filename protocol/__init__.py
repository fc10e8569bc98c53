"""The agreement as pure functions: no input or output, no clock, no network, no database."""
