"""The card on the board itself that shows the team's workload and goals: how it is known again.

It is told by a sentence that ends its description, so that it is found when the database is lost,
is never judged by the agreement, and carries no load.
"""

MARKER = "Cardkeeper keeps this card up to date; what is written here is replaced."


def is_board_card(desc: str) -> bool:
    """Whether a card with this description is the team's card."""
    return MARKER in desc
