"""The Web API methods that the stand-in answers; importing this package fills the table."""

from bot.sandbox.slack.methods import chat, conversations, files, people, surfaces

__all__ = ["chat", "conversations", "files", "people", "surfaces"]
