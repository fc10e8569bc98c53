"""How the stand-in says no: Slack's own error names."""

from typing import Any


class SlackError(Exception):
    """A refusal that becomes `{"ok": false, "error": name, ...more}`."""

    def __init__(self, name: str, **more: Any) -> None:
        super().__init__(name)
        self.name = name
        self.more = more

    def envelope(self) -> dict[str, Any]:
        """The body of Slack's answer."""
        return {"ok": False, "error": self.name, **self.more}


def invalid_blocks(problems: list[str], name: str = "invalid_blocks") -> SlackError:
    """The refusal of a payload whose blocks break Slack's rules, with each rule broken."""
    return SlackError(
        name,
        errors=problems,
        response_metadata={"messages": [f"[ERROR] {problem}" for problem in problems]},
    )
