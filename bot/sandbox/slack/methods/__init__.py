"""The Web API methods that the stand-in answers; importing this package fills the table."""

from bot.sandbox.slack.methods import canvases, chat, conversations, files, people, surfaces

__all__ = ["canvases", "chat", "conversations", "files", "people", "surfaces"]
