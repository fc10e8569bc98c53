"""All that the doctor looks at, in order."""

from collections.abc import Iterator

from bot.doctor.boards import check_boards
from bot.doctor.calendars import check_calendars
from bot.doctor.data import check_database
from bot.doctor.finding import Check, failed, ok
from bot.doctor.slack import check_slack
from bot.doctor.trello import check_exchange, check_rights, who_am_i
from bot.errors import UserError
from bot.live import agreement_of, gateway_for, live_settings, now_utc
from bot.settings import Settings, read_settings
from protocol.agreement import Agreement
from protocol.agreement_file import AgreementError


def examine() -> Iterator[Check]:
    """Each check as it is made. Raises UserError when the settings themselves cannot be read."""
    settings, is_sandbox = read_settings(), False
    try:
        settings, is_sandbox = live_settings()
        yield _mode(settings, is_sandbox=is_sandbox)
    except UserError as error:
        said, _, do = str(error).partition(": ")
        yield failed("settings", said, f"{do[:1].upper()}{do[1:]}")
        yield from check_database(settings)
        return
    yield from check_database(settings)
    agreement, told = _agreement(settings)
    yield told
    trello = gateway_for(settings, attempts=2)
    bot, known = who_am_i(trello, settings.trello_url, is_sandbox=is_sandbox)
    yield known
    if bot is not None:
        yield from check_rights(trello, now_utc())
        yield from check_exchange(trello)
        yield from check_boards(trello, settings, agreement, bot, now_utc())
    yield from check_slack(settings, agreement)
    yield from check_calendars(settings, agreement, now_utc())


def _mode(settings: Settings, *, is_sandbox: bool) -> Check:
    if is_sandbox:
        return ok("settings", "no Trello credentials: this is the running sandbox")
    return ok("settings", f"Trello with key and token; data in {settings.data.resolve()}")


def _agreement(settings: Settings) -> tuple[Agreement, Check]:
    """The agreement, or the built-in one when it cannot be read."""
    try:
        agreement = agreement_of(settings)
    except (UserError, AgreementError) as error:
        return Agreement(), failed(
            "agreement", str(error).rstrip("."), "Correct the file; what follows is judged without."
        )
    if settings.protocol is None:
        return agreement, ok("agreement", "none given; lists are mapped by common names")
    return agreement, ok("agreement", f"{settings.protocol} is read")
