"""Pages for people; `docs.build` makes those that come from the code."""
