"""Trello as it is: one-request reads, writes, webhooks, within its limits."""
