"""What outside systems write of runs, without the secrets in it.

Command lines, parameters, environments and error reports are written by people and tools who did
not expect them to be shown. What looks like a secret is replaced; when in doubt, too.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

HIDDEN = "[hidden]"

# What a name of a secret holds. The search begins at these words and every run of signs around them
# has an end: a report of a hundred thousand signs is read within a moment, whatever is in it.
_WORD = (
    r"(?:token|secret|passw(?:or)?d|passphrase|api[_-]?key|access[_-]?key|"
    r"private[_-]?key|credential|authorization|auth[_-]?key|session[_-]?key|signature|"
    r"client[_-]?key|account[_-]?key|licen[cs]e[_-]?key|webhook|cookie|"
    r"(?<![a-z])(?:pass|pwd)(?=['\"\s=:]|$))"
)
_REST = r"[\w.-]{0,80}"
_LONGEST_NAME = 200
_NAME = re.compile(rf"^['\"\s]*(?:export\s+)?[\w.-]*{_WORD}[\w.-]*['\"\s]*$", re.I)
# the last for what is bare, in a list, or in quotes that are escaped or cut off
_VALUE = (
    r"(?:\[hidden\]|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|"
    r"[\[(]?\\?u?['\"]?[^\s,;&'\"})\]]+)"
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"-----BEGIN [A-Z ]+-----.*?(?:-----END [A-Z ]+-----|\Z)", re.DOTALL), HIDDEN),
    # the address that a run reports to is itself a secret for many: only its host is shown
    (
        re.compile(r"(-with-(?:weblog|tower)[= ]+['\"]?https?://)(?:[^@/\s'\"]*@)?([^/\s'\"?]+)"
                   r"[^\s'\"]*"),
        rf"\1\2/{HIDDEN}",
    ),
    (re.compile(r"(https://hooks\.slack\.com/)[^\s'\"<>]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,30}://)[^/\s:@'\"]*:[^/\s'\"]*@", re.I), rf"\1{HIDDEN}@"),
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,30}://)[^/\s:@'\"]{8,}@", re.I), rf"\1{HIDDEN}@"),
    (re.compile(r"([?&](?:x-amz-[\w-]+|sig|key|code|auth|sas|st|se|sp)=)[^&\s'\"<>]+", re.I),
     rf"\1{HIDDEN}"),
    (re.compile(r"\b(authorization\s*[:=]\s*['\"]?(?:bearer|basic|token)?\s*)[^\s'\"]+", re.I),
     rf"\1{HIDDEN}"),
    (re.compile(r"\b((?:bearer|basic)\s+)[A-Za-z0-9+/=._~-]{8,}", re.I), rf"\1{HIDDEN}"),
    # --db_password x, TOWER_ACCESS_TOKEN=x, "apiKey": "x", password: x
    (re.compile(rf"((?:^|[\s,;{{(\['\"&?-])--?{_REST}?{_WORD}{_REST}(?:\s*=\s*|\s+)){_VALUE}",
                re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"({_WORD}{_REST}\\?['\"]?\s*(?:=>?|:)\s*){_VALUE}", re.I), rf"\1{HIDDEN}"),
    # --auth me:x, _auth=x, "auth": "x"; not --auth-mode, nor a line that begins with `auth:`
    (re.compile(rf"((?:^|[\s,;{{(\['\"])--?[\w-]{{0,40}}?(?<![a-z])auth(?:\s*=\s*|\s+)){_VALUE}",
                re.I), rf"\1{HIDDEN}"),
    (re.compile(rf"((?<![a-z])auth(?:['\"]?\s*=>?|\\?['\"]\s*:)\s*){_VALUE}", re.I),
     rf"\1{HIDDEN}"),
    # me:x@host without a scheme; an image's digest and an address of mail are no such thing
    (re.compile(r"(?<![\w.+:/@-])((?!(?:mailto|e?-?mail|mail|to|from|b?cc|contact|author|by):)"
                r"[\w.+-]{1,64}:)[^\s:@/'\"<>]{3,200}(?=@(?!sha\d+:)"
                r"(?:localhost\b|[\w-]{1,63}(?:\.[\w-]|:\d|/)))", re.I), rf"\1{HIDDEN}"),
    (re.compile(r"(\b(?:sshpass|login|mysql\w*)\b[^\n|;]{0,120}?\s-p ?)[^\s-]\S*"), rf"\1{HIDDEN}"),
    (re.compile(r"(\s-(?:u|-user)\s+[^\s:]+:)\S+"), rf"\1{HIDDEN}"),
    (re.compile(r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{12,}\b"), HIDDEN),
    (re.compile(r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|xapp-|sk-|dapi|cop_|hf_|"
                r"npm_|pypi-|SG\.)[A-Za-z0-9_.-]{10,}"), HIDDEN),
    (re.compile(r"\beyJ[A-Za-z0-9_=-]{10,}(?:\.[A-Za-z0-9_=-]+)*"), HIDDEN),
)  # fmt: skip
_SPOKEN = _WORD.replace("[_-]?", "[ _-]?")
_IS = re.compile(
    rf"({_SPOKEN}{_REST}['\"]?\s{{1,9}}(?:is|was|are|were)(?:\s?:)?\s{{1,9}})({_VALUE})", re.I
)
_PLAIN = re.compile(r"[A-Za-z]?[a-z]+(?:[-'’][a-z]+)*|[A-Z]{2,9}|\d{1,3}")
_PASSWORD = re.compile(r"pass(?:w(?:or)?d|phrase)?\b|pwd", re.I)
# What is said of a password that is none; other words are hidden after "the password is".
_SAID = re.compile(
    r"(?:[a-z'’-]{2,}(?:ed|ing|able|ible|ory|al|less|ly|en)|a|an|as|at|bad|being|blank|by|case|"
    r"case-sensitive|correct|default|different|empty|expected|false|for|from|in|incorrect|invalid|"
    r"kept|longer|missing|neither|never|no|none|not|now|null|off|ok|on|one|only|out|prompted|read|"
    r"safe|same|secret|sent|set|short|shorter|still|stored|strong|that|the|there|to|too|true|under|"
    r"unknown|unset|up|used|valid|weak|what|wrong|your|\d{1,3})",
    re.I,
)
_LONG = re.compile(r"(?<![\w/.+-])[A-Za-z0-9+]{28,}={0,2}(?![\w/.])")
_BITS = 4.0  # of entropy per sign, from which a long word of mixed signs is no name


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with what looks like a secret replaced; `secrets` are taken out wherever they are.

    Secrets shorter than four signs are not looked for: they would take words apart.
    """
    for secret in sorted({each for each in secrets if len(each) >= 4}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    for pattern, shown in _PATTERNS:
        text = pattern.sub(shown, text)
    text = _IS.sub(_unless_said, text)
    return _LONG.sub(lambda found: HIDDEN if _is_random(found[0]) else found[0], text)


def _unless_said(found: re.Match[str]) -> str:
    """`the password is hunter2` loses it, `the password is required` stays as it is."""
    value = found[2].rstrip(".!?:")
    words = _SAID if _PASSWORD.search(found[1]) else _PLAIN
    is_plain = words.fullmatch(value) is not None
    return found[0] if is_plain or value == HIDDEN else found[1] + HIDDEN


def last_lines(text: str, most: int = 12, width: int = 300, secrets: Iterable[str] = ()) -> (
    tuple[str, ...]
):  # fmt: skip
    """The last lines of an error report, redacted, each cut; empty lines are left out.

    The whole is redacted before it is cut, so that no half of a secret is left.
    """
    lines = [line.rstrip() for line in redact(text, secrets).splitlines()]
    told = [line if len(line) <= width else line[: width - 1] + "…" for line in lines if line]
    return tuple(told[-most:])


def _is_random(word: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    if not all(any(kind(sign) for sign in word) for kind in kinds):
        return False
    counts = Counter(word)
    bits = -sum(n / len(word) * math.log2(n / len(word)) for n in counts.values())
    return bits >= _BITS


def is_secret_name(name: str) -> bool:
    """Whether a parameter or variable of this name holds a secret: `db_password`."""
    return len(name) <= _LONGEST_NAME and _NAME.search(name) is not None


def secret_values(parameters: object) -> tuple[str, ...]:
    """The values that a run's parameters or environment hold under names of secrets, at any depth.

    They are secret wherever else they turn up, in an error message for one.
    """
    found: list[str] = []
    waiting: list[object] = [parameters]
    while waiting:
        present = waiting.pop()
        if isinstance(present, dict):
            for name, value in present.items():
                if (
                    is_secret_name(str(name))
                    and isinstance(value, str | int)
                    and not isinstance(value, bool)
                ):
                    found.append(str(value))
                waiting.append(value)
        elif isinstance(present, list):
            waiting += present
        elif isinstance(present, str):
            lines = (line.partition("=") for line in present.splitlines())
            found += [v.strip("'\" ") for name, _, v in lines if is_secret_name(name) and v]
    return tuple(value for value in found if len(value) >= 4)
