"""What a person is told when something cannot be done."""


class UserError(Exception):
    """Something the person at the keyboard can put right; its text is one clear sentence.

    The command line prints the sentence on standard error and ends with status 2.
    """


class NotNowError(UserError):
    """The same, where it may well work later without anybody's doing: what lies outside is away.

    The command line ends with status 75, so that whoever started the service starts it again.
    """
