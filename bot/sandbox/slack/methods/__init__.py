"""The Web API methods that the stand-in answers; importing this package fills the table."""

from . import chat, conversations, files, people, surfaces

__all__ = ["chat", "conversations", "files", "people", "surfaces"]
