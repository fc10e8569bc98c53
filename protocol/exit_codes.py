"""Exit codes of processes, in words.

Codes above 128 are a signal's number plus 128 (POSIX shells; signal(7)). 2147483647 is what
Nextflow writes while it does not know the code.
"""

UNKNOWN_EXIT = 2147483647

_SIGNALS = {
    1: "its terminal or session ended",
    2: "interrupted",
    3: "told to quit",
    4: "an instruction that this processor does not know; built for another machine?",
    6: "the program gave up by itself (abort)",
    7: "a memory access that the machine refused (bus error); often a full disk or memory file",
    8: "an arithmetic error, such as a division by zero",
    9: "out of memory or killed",
    10: "stopped by a signal of its scheduler",
    11: "the program read or wrote memory that is not its own (segmentation fault)",
    12: "stopped by a signal of its scheduler",
    13: "what it wrote to was closed (broken pipe)",
    14: "an alarm ran out",
    15: "told to end, as when a spot machine is taken back or a time limit is reached",
    24: "used more processor time than allowed",
    25: "wrote a larger file than allowed",
}
_CODES = {
    0: "no error",
    1: "a general error; the last lines tell more",
    2: "wrong usage, or a file that is missing",
    104: "a connection was reset",
    124: "it took longer than its time limit",
    125: "the container could not be started",
    126: "the command may not be executed",
    127: "command not found; is it in the container?",
    128: "ended in a way that the shell could not tell",
    175: "the container or its machine was lost",
    255: "an error that the program did not number, or a lost connection",
}


def exit_words(code: int | None) -> str:
    """`exit code 137: out of memory or killed`; the empty text when the code is not known."""
    if code is None or code == UNKNOWN_EXIT:
        return ""
    meaning = _CODES.get(code)
    if meaning is None and 128 < code <= 192:
        meaning = _SIGNALS.get(code - 128, f"ended by signal {code - 128}")
    return f"exit code {code}: {meaning}" if meaning else f"exit code {code}"


def read_exit(value: object) -> int | None:
    """An exit code as systems write it (number, text, nothing, or "unknown" as 2147483647)."""
    if isinstance(value, bool):
        return None
    try:
        code = int(value) if isinstance(value, int | str) else None
    except ValueError:
        return None
    return None if code == UNKNOWN_EXIT else code
