"""A stand-in for GitHub: its REST API over HTTP, and webhooks signed as GitHub signs them."""

from bot.sandbox.github.standin import GitHubStandIn

__all__ = ["GitHubStandIn"]
