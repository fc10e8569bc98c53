"""The team's pages: workload, goals, meeting, minutes, rules and audit, for members of a board.

People enter by a signed link that is handed out in Slack or by `cardkeeper page`, and a session
after that. Every page is made from what is stored; nothing is asked of any other host.
"""

from bot.web.pages.routes import add_pages

__all__ = ["add_pages"]
