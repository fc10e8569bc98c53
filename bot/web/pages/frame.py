"""Pages as HTML: the templates, with escaping on, and what each of them can use."""

import hashlib
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bot.web.pages.visit import Visit, board_path
from protocol.card_load import days_figure
from protocol.days import ago, day_of, spoken_day
from protocol.render.addresses import web_address
from protocol.words import count_of, join_and


def render(template: str, visit: Visit, **more: Any) -> str:
    """A page of a board, or of none, for somebody who is in."""
    return _environment().get_template(template).render(
        visit=visit, visitor=visit.visitor, now=visit.now,
        form_token=visit.site.access.form_token(visit.visitor.secret),
        notice=visit.site.access.unseal(visit.query.get("said", "")), **more,
    )  # fmt: skip


def render_bare(template: str, **more: Any) -> str:
    """A page for somebody who is not in, or of a mistake."""
    return _environment().get_template(template).render(**more)


def since_words(then: datetime, now: datetime) -> str:
    """`just now`, `5 min ago`, `3 h ago`, `4 days ago`."""
    minutes = max(0, int((now - then).total_seconds() // 60))
    if minutes < 60:
        return "just now" if minutes == 0 else f"{minutes} min ago"
    hours = minutes // 60
    return f"{hours} h ago" if hours < 48 else f"{count_of(hours // 24, 'day')} ago"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bot.web"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(asset=asset, board_path=board_path)
    environment.filters.update(
        count_of=count_of, days=days_figure, join_and=join_and, since=since_words,
        code=_code, web=web_address, ago=_ago, card=_card, spoken=_spoken,
    )  # fmt: skip
    return environment


def _ago(when: datetime, visit: Visit) -> str:
    zone = visit.context.zone
    return ago(day_of(when, zone), day_of(visit.now, zone))


def _spoken(day: date, visit: Visit) -> str:
    return spoken_day(day, day_of(visit.now, visit.context.zone))


def _code(words: str) -> Markup:
    """A sentence in which what stands between backticks is shown as code."""
    pieces = words.split("`")
    if len(pieces) % 2 == 0:  # one is left over: nothing is meant by them
        return Markup("{}").format(words)
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if number % 2 else piece
        for number, piece in enumerate(pieces)
    )


def _card(title: str, url: str) -> Markup:
    """A title of somebody's making as a link, kept from turning the text around it."""
    address = web_address(url)
    if not address:
        return Markup("<bdi>{}</bdi>").format(title)
    return Markup('<a href="{}" rel="noreferrer"><bdi>{}</bdi></a>').format(address, title)


@cache
def asset(name: str) -> str:
    """The address of a file of ours; it changes when the file does."""
    content = files("bot.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
