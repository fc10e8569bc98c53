"""Public holidays, by the package `holidays`: its tables are code, so nothing is asked for."""

from datetime import date
from functools import lru_cache

import holidays
from holidays.holiday_base import HolidayBase


def is_public_holiday(day: date, country: str) -> bool:
    """Whether the day is a public holiday in this country.

    `country` is an ISO 3166-1 code, with a part of the country behind a dash where the holidays
    differ inside it: `DE`, `DE-BY`, `GB-SCT`. A country that is not known has no holidays.
    """
    found = _holidays(country.strip().upper(), day.year)
    return found is not None and day in found


def knows_country(country: str) -> bool:
    """Whether the holidays of this country, and of the part that it names, are known."""
    return _holidays(country.strip().upper(), 2026) is not None


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> HolidayBase | None:
    code, _, part = country.partition("-")
    if not code:
        return None
    try:
        return holidays.country_holidays(code, subdiv=part or None, years=year, expand=False)
    except NotImplementedError:
        return None
