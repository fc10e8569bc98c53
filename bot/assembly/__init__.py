"""The service's parts, put together: what all share, what looks and acts, what talks, when things
are due, and what is served. Only `bot.service` knows all of them."""
