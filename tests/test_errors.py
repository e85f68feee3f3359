"""The errors are one tree, drawn as it is."""

import logging
import re

from indexer import errors


def read_drawing():
    """Yield the name, depth and exit status of each class of the drawing."""
    for line in errors.__doc__.splitlines():
        if match := re.match(r"    ([│├└─ ]*)(\w+Error) +(\d+)  ", line):
            yield match[2], len(match[1]) // 4, int(match[3])


def walk(kind, depth=0):
    yield kind.__name__, depth, kind.exit_status
    for child in kind.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from walk(child, depth + 1)


def test_the_drawing_shows_every_error_below_its_base_with_its_exit_status():
    assert list(read_drawing()) == list(walk(errors.SearchIndexError))


def test_no_error_stands_outside_the_tree():
    defined = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert defined == {name for name, _, _ in walk(errors.SearchIndexError)}


def test_a_mistake_is_told_in_a_line_and_its_traceback_to_who_asks_for_details(caplog):
    def divide():
        return 1.0 / 0.0

    with caplog.at_level(logging.DEBUG, logger="indexer"):
        try:
            divide()
        except ZeroDivisionError as error:
            told = errors.tell_mistake(error)
    assert re.fullmatch(r"ZeroDivisionError: (float )?division by zero, at test_errors\.py:\d+", told)
    assert "in divide" in caplog.text
