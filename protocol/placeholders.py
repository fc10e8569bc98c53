"""Words that a template leaves for a person to replace: "TODO:", "<describe ...>", "[fill in]"."""

import re

_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ALONE = r"(?:describe|insert|placeholder|tbd|tba|todo|to be (?:added|defined|done|filled|written))"
_BEFORE_MORE = r"(?:add|enter|fill|put|paste|write|state|your|name of|title of|link to)"
_QUESTION = r"(?:what|who|whom|why|how|when|where|which)"
# "[Add] the index" is a tag, "<file>" belongs to a command, and "TODO" above a list is a heading:
# none of them is a placeholder.
_PLACEHOLDER = re.compile(
    rf"<\s*(?:please\s+)?(?:{_ALONE}\b|(?:{_BEFORE_MORE}|{_QUESTION})\s+\w)[^<>\n=]{{0,100}}>"
    rf"|\[\s*(?:please\s+)?(?:{_ALONE}\b|{_BEFORE_MORE}\s+\w)[^\[\]\n]{{0,100}}\](?![(\[])"
    r"|\blorem ipsum\b"
    r"|^[ \t]*(?:[-*+][ \t]+)?(?:todo|tbd|tba|fixme)[ \t]*(?::[^\n]*)?$(?!\s*[-*+\d])",
    re.IGNORECASE | re.MULTILINE,
)


def placeholder_in(text: str) -> str | None:
    """The first placeholder in the text, as written there; None when there is none.

    A placeholder is an invitation in angle or square brackets, "lorem ipsum", or a line that is
    or begins with "TODO:" or its like. Code and HTML comments are not looked at.
    """
    if "`" in text:
        text = _CODE.sub(" ", text)
    if "<!--" in text:
        text = _COMMENT.sub("", text)
    found = _PLACEHOLDER.search(text)
    return " ".join(found[0].split()) if found else None
