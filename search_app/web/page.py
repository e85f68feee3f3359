"""The addresses for people."""

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, render_template, request

from indexer.search.results import Results, SearchRequest
from search_app.texts import Messages, write_period
from search_app.web.address import form_parameters
from search_app.web.answer import page_answer
from search_app.web.current import current_counter, current_engine, search_counted
from search_app.web.current import search as find
from search_app.web.facets import active_filters, facet_groups, year_histogram
from search_app.web.hits import show_hits
from search_app.web.interface import interface_texts, page_addresses
from search_app.web.look import ICON, send_icon
from search_app.web.markup import printable
from search_app.web.paging import last_page, page_numbers
from search_app.web.problem import describe_mistake
from search_app.web.request import InvalidParameterError, Parameters, read_request, read_typing

blueprint = Blueprint("page", __name__)

_DAYS = ("from", "to")
_DAY_LENGTH = len("2019-07-02")
_NEWEST_OFFERED = 5
_TAGS_OFFERED = 12
_SHORT_NAME_LENGTH = 16
"""Source: OpenSearch 1.1 draft 6, ``ShortName``."""


@blueprint.get("/")
@blueprint.get("/search")
def search() -> Response:
    """Show one page of hits, or the newest posts."""
    given = request.args.to_dict(flat=False)
    asked, mistake = _read(given)
    typed = replace(asked, search_as_you_type=True)
    results = find(typed) if read_typing(given) else search_counted(asked, _search)
    texts, addresses = interface_texts(), page_addresses()
    last = last_page(results)
    offered = _offer_posts(asked, results)
    return page_answer(
        "search.html",
        400 if mistake else 200,
        asked=asked,
        results=results,
        site=current_engine().health(),
        kept=form_parameters(asked),
        shown=show_hits(offered.hits if offered else results.hits),
        newest=offered.hits if offered else (),
        tags=_list_tags(offered)[:_TAGS_OFFERED] if offered else [],
        own_tags=_list_tags(offered or results),
        last=last,
        steps=page_numbers(min(asked.page, last), last),
        filters=active_filters(asked, addresses, texts),
        groups=facet_groups(asked, results, addresses, texts),
        histogram=year_histogram(asked, results, addresses),
        chosen_days=_write_days(asked, texts),
        mistake=mistake and describe_mistake(mistake, texts),
        period=_typed_days(asked),
        reports=asked.text.strip() and current_counter() is not None,
    )


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Describe the search so that a browser can offer it in its own search field, by addresses with the host's name."""
    if not request.host:  # what it was asked for under is no name of a host (RFC 9110, 7.2)
        abort(400)
    texts = interface_texts()
    name = current_engine().health().site_name.strip() or texts.search
    drawn = render_template("opensearch.xml", t=texts, name=name, short_name=name[:_SHORT_NAME_LENGTH])
    answer = Response(printable(drawn), mimetype="application/opensearchdescription+xml")
    answer.vary.add("Accept-Language")
    return answer


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Send the icon."""
    return send_icon(current_app.extensions[ICON])


def _read(given: Parameters) -> tuple[SearchRequest, InvalidParameterError | None]:
    """Read a question. Days that cannot be meant are left out of it, and told beside their fields."""
    try:
        return read_request(given), None
    except InvalidParameterError as error:
        if error.parameter not in _DAYS:
            raise
        return read_request({name: values for name, values in given.items() if name not in _DAYS}), error


def _typed_days(asked: SearchRequest) -> dict[str, str]:
    """Return what stands in the fields of the first and the last day: what was read, else what was typed."""
    read = {"from": asked.since, "to": asked.until}
    return {name: str(day or request.args.get(name, "")[:_DAY_LENGTH]) for name, day in read.items()}


def _search(asked: SearchRequest) -> Results:
    """Find whole words; where one is nowhere, what begins so, as the box has shown it while it was being typed."""
    results = find(asked)
    if (results.total and not results.suggestion) or not asked.text.strip():
        return results
    begun = find(replace(asked, search_as_you_type=True))
    return begun if begun.total and not begun.suggestion else results


def _write_days(asked: SearchRequest, texts: Messages) -> str:
    """Write the days and years chosen, for the name of the menu they are chosen in."""
    days = write_period(asked.since, asked.until, texts) if asked.since or asked.until else ""
    return texts.comma.join([*asked.years, *([days] if days else [])])


def _list_tags(results: Results) -> list[str]:
    return [tag for tag, _ in results.facets.get("tag", ())]


def _offer_posts(asked: SearchRequest, results: Results) -> Results | None:
    """Find something to offer to a visitor whose words were found nowhere: the newest posts, and the site's tags."""
    if results.total or not asked.text.strip():
        return None
    return current_engine().search(SearchRequest("", per_page=_NEWEST_OFFERED))
