"""The sandbox page: a board and a Slack pane side by side, and the routes that feed them."""

from bot.sandbox.page.routes import page_routes

__all__ = ["page_routes"]
