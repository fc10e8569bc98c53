"""What a person is told when something cannot be done."""


class UserError(Exception):
    """Something the person at the keyboard can put right; its text is one clear sentence.

    The command line prints the sentence on standard error and ends with status 2.
    """
