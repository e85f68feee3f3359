"""Read the parameters of an address as a question to the index.

Pure: no Flask here. Nothing typed into ``q`` is an error other than its length; what does not fit into the
other parameters is said, never guessed. Unknown parameters are left alone.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from indexer.posts.chinese_locale import normalise_locale
from indexer.search.results import (
    MAX_PAGE,
    MAX_PER_PAGE,
    MAX_QUERY_LENGTH,
    SearchRequest,
    Sort,
    is_language,
    is_year,
)

DEFAULT_PER_PAGE = 10
MAX_VALUES = 20
"""How often a filter may be repeated; MAX_QUERY_LENGTH bounds each of its values."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,9}")

_TEXT_ALONE = {"q"}

Parameters = Mapping[str, Sequence[str]]
"""Each parameter with all the values it was given, in order."""


class Flaw(StrEnum):
    """The flaws that a parameter can have. ``texts`` holds a sentence for each."""

    MISSING = "missing"
    TEXT_TOO_LONG = "text-too-long"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    NOT_A_NUMBER = "not-a-number"
    NOT_A_CHOICE = "not-a-choice"
    NOT_A_LANGUAGE = "not-a-language"
    NOT_A_YEAR = "not-a-year"
    NOT_A_DAY = "not-a-day"
    REVERSED = "reversed"


class InvalidParameterError(ValueError):
    """A parameter has a value that cannot be meant.

    Attributes:
        parameter: Its name in the address.
        found: The value as it came.
        flaw: What is wrong with it.
        wanted: What would fit, as the sentences of ``texts`` name it: a bound, the choices, the other day.
    """

    def __init__(self, parameter: str, found: str, flaw: Flaw, wanted: str = "") -> None:
        super().__init__(f"{parameter}={found!r}: {flaw} {wanted}".rstrip())
        self.parameter = parameter
        self.found = found
        self.flaw = flaw
        self.wanted = wanted


def read_request(given: Parameters) -> SearchRequest:
    """Read a question. A parameter left empty counts as not given, as HTML forms send it.

    Raises:
        InvalidParameterError: A value does not fit its parameter.
    """
    if given.keys() <= _TEXT_ALONE:  # most questions
        return SearchRequest(read_text(given), per_page=DEFAULT_PER_PAGE)
    since, until = _read_day(given, "from"), _read_day(given, "to")
    if since and until and since > until:
        raise InvalidParameterError("from", since.isoformat(), Flaw.REVERSED, until.isoformat())
    return SearchRequest(
        text=read_text(given),
        page=_read_number(given, "page", default=1, most=MAX_PAGE),
        per_page=_read_number(given, "per_page", default=DEFAULT_PER_PAGE, most=MAX_PER_PAGE),
        language=_read_language(given),
        tags=_read_values(given, "tag"),
        categories=_read_values(given, "category"),
        authors=_read_values(given, "author"),
        sections=_read_values(given, "section"),
        years=_read_years(given),
        sites=_read_values(given, "site"),
        since=since,
        until=until,
        sort=Sort(_read_choice(given, "sort", tuple(Sort)) or Sort.RELEVANCE),
    )


def read_text(given: Parameters) -> str:
    """Read what the visitor typed, untouched: any characters at all, at most ``MAX_QUERY_LENGTH``.

    Raises:
        InvalidParameterError: It is longer.
    """
    text = _first(given, "q")
    if len(text) > MAX_QUERY_LENGTH:
        raise InvalidParameterError("q", text, Flaw.TEXT_TOO_LONG, str(MAX_QUERY_LENGTH))
    return text


def read_typing(given: Parameters) -> bool:
    """Read whether the text is still being typed.

    Raises:
        InvalidParameterError: It is neither 0 nor 1.
    """
    return _read_choice(given, "typing", ("0", "1")) == "1"


def _first(given: Parameters, name: str) -> str:
    values = given.get(name, ())
    return values[0] if values else ""


def _read_number(given: Parameters, name: str, default: int, most: int) -> int:
    written = _first(given, name).strip()
    if not written:
        return default
    number = int(written) if _NUMBER.fullmatch(written) else 0
    if not 1 <= number <= most:
        raise InvalidParameterError(name, written, Flaw.NOT_A_NUMBER, str(most))
    return number


def _read_choice(given: Parameters, name: str, choices: Sequence[str]) -> str:
    written = _first(given, name).strip()
    if written and written not in choices:
        raise InvalidParameterError(name, written, Flaw.NOT_A_CHOICE, ", ".join(choices))
    return written


def _read_language(given: Parameters) -> str:
    written = _first(given, "lang").strip()
    if written and not is_language(written):
        raise InvalidParameterError("lang", written, Flaw.NOT_A_LANGUAGE)
    return normalise_locale(written) or written  # so that it is one of the values that answers offer


def _read_years(given: Parameters) -> tuple[str, ...]:
    years = _read_values(given, "year")
    for year in years:
        if not is_year(year):
            raise InvalidParameterError("year", year, Flaw.NOT_A_YEAR)
    return years


def _read_day(given: Parameters, name: str) -> date | None:
    written = _first(given, name).strip()
    if not written:
        return None
    try:
        # Python reads "20190702" and "2019-W27" too; the contract promises one way to write a day.
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError as error:
        raise InvalidParameterError(name, written, Flaw.NOT_A_DAY) from error


def _read_values(given: Parameters, name: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(value.strip() for value in given.get(name, ()) if value.strip()))
    if len(values) > MAX_VALUES:
        raise InvalidParameterError(name, str(len(values)), Flaw.TOO_MANY, str(MAX_VALUES))
    for value in values:
        if len(value) > MAX_QUERY_LENGTH:
            raise InvalidParameterError(name, value, Flaw.TOO_LONG, str(MAX_QUERY_LENGTH))
    return values
