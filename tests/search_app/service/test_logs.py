"""The server's log, in both forms."""

import json
import logging
from datetime import datetime

import pytest
from web.settings import settings_of

from search_app.service import access_log
from search_app.service.logs import set_up_logs

LOGGERS = ("", "indexer", "search_app", access_log.LOG.name)


@pytest.fixture(autouse=True)
def undone():
    """Leave the loggers of this process as they were."""
    before = [(each, list(each.handlers), each.level, each.propagate) for each in map(logging.getLogger, LOGGERS)]
    yield
    for logger, handlers, level, propagate in before:
        logger.handlers[:], logger.propagate = handlers, propagate
        logger.setLevel(level)


def told(capsys):
    return capsys.readouterr().err.splitlines()


def test_a_record_is_an_object_on_one_line(capsys):
    set_up_logs(settings_of(log_format="json"))
    logging.getLogger("search_app.web").error("GET %r failed", "/a\nb", exc_info=ValueError("一\n二"))
    [line] = map(json.loads, told(capsys))
    assert datetime.fromisoformat(line.pop("time")).utcoffset().seconds == 0
    assert line.pop("exception").endswith("ValueError: 一\n二")
    assert line == {"level": "error", "logger": "search_app.web", "message": "GET '/a\\nb' failed"}


def test_what_is_done_is_told_only_when_it_is_asked_for(capsys):
    settings = settings_of(log_format="json")
    for verbose in (False, True):
        set_up_logs(settings, verbose=verbose)
        logging.getLogger("indexer.index").debug("published")
        logging.getLogger("uvicorn").debug("another's")
    assert [json.loads(line)["message"] for line in told(capsys)] == ["published"]


def test_details_for_people_begin_with_the_time(capsys):
    set_up_logs(settings_of(), verbose=True)
    logging.getLogger("indexer.index").debug("published")
    [line] = told(capsys)
    assert datetime.fromisoformat(line[:19])
    assert line.endswith(" indexer.index: published")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_requests_are_told_once_in_either_form(capsys, log_format):
    set_up_logs(settings_of(log_format=log_format, access_log=True))
    access_log.LOG.info('{"route": "/"}')
    assert told(capsys) == ['{"route": "/"}']
