"""The team's picture on the board itself: a card with the workload and the goals, kept current."""
