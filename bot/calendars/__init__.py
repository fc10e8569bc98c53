"""People's iCalendars: read from configured addresses and files, for the days they are away."""
