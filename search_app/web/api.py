"""The addresses for programs."""

from dataclasses import replace
from importlib.resources import files
from urllib.parse import urlsplit

from flask import Blueprint, Request, Response, abort, current_app, request

from indexer.errors import IndexUnusableError, ProgramUnfitError, places_of
from indexer.search.payload import suggestions_payload, write_results
from indexer.search.results import Results, SearchRequest
from search_app.texts import TEXTS, write_note
from search_app.web.answer import json_answer
from search_app.web.current import current_counter, current_engine, search_counted
from search_app.web.current import search as find
from search_app.web.request import Flaw, InvalidParameterError, Parameters, read_request, read_text, read_typing

blueprint = Blueprint("api", __name__)

_NO_INDEX = "There is no index that can be read. Run `search-index rebuild`."
_NOT_INSTALLED = "{} is not installed, which this version requires. Run `search-index doctor`."
_MISTAKE = "No index can be opened, because of an error in this program or in a library. Run `search-index doctor`."
_DEGRADED = "An older index is served, because the newest cannot be read. Run `search-index update`."
_DAMAGED = "The index is damaged and no other can be served: some searches have no answer. Run `search-index update`."


@blueprint.get("/api/search")
def search() -> Response:
    """Answer a question with one page of hits."""
    asked = read_search(request)
    results = find(asked) if asked.search_as_you_type else search_counted(asked)
    return Response(write_answer(request, results), mimetype="application/json")


def write_answer(request: Request, results: Results) -> bytes:
    """Write the answer of ``/api/search``; notes are in the language that the request names, else in the query's."""
    texts = TEXTS.get(request.args.get("ui", "")) if results.notes else None
    if texts:
        notes = tuple([replace(note, text=write_note(note, texts)) for note in results.notes])
        results = replace(results, notes=notes)
    return write_results(results)


def read_search(request: Request) -> SearchRequest:
    """Read the question of a request for ``/api/search``.

    Raises:
        InvalidParameterError: A parameter is missing, or does not fit.
    """
    given = _parameters_of(request)
    asked = read_request(given)
    return replace(asked, search_as_you_type=True) if read_typing(given) else asked


@blueprint.get("/api/suggest")
def suggest() -> Response:
    """Answer what has been typed so far with what may be meant, under the filters chosen."""
    asked = read_request(_given_parameters())
    return json_answer(suggestions_payload(asked.text, current_engine().suggest(asked)))


@blueprint.get("/api/complete")
def complete() -> Response:
    """Answer what has been typed into the browser's own search field with queries that may be meant.

    Source: OpenSearch Suggestions 1.1, ``[query, [completions]]``.
    """
    asked = read_request(_given_parameters())
    texts = dict.fromkeys(each.text for each in current_engine().suggest(asked))
    return json_answer([asked.text, list(texts)], mimetype="application/x-suggestions+json")


@blueprint.post("/api/report")
def report() -> Response:
    """Count what was typed to its end in a search box; or, with ``id``, the post that was then chosen.

    Answered alike whatever is kept of it. Only where queries are counted, and for pages that may ask at all.
    """
    counter = current_counter()
    if counter is None:
        abort(404)
    if not _is_ours(request.headers.get("Origin", "")):
        abort(403)
    text = read_text(_given_parameters())
    if post := request.args.get("id", ""):
        counter.choose(text, post)
    else:
        search_counted(SearchRequest(text))
    return _uncached(Response(status=204))


def _is_ours(origin: str) -> bool:
    """Tell whether a page may report: of this host, or one of the origins that the settings name."""
    origins = current_app.config["ORIGINS"]
    return not origin or urlsplit(origin).netloc == request.host or "*" in origins or origin.lower() in origins


@blueprint.get("/healthz")
def health() -> Response:
    """Say whether the newest index is served: 200 if so, else 503 with a reason."""
    try:
        found = current_engine().health()
    except IndexUnusableError as error:
        return _uncached(json_answer(_unavailable(error) | _damage(places_of(error)), 503))
    served = {"generation": found.generation, "posts": found.posts}
    if found.degraded:
        reason = _DAMAGED if found.is_damaged else _DEGRADED
        return _uncached(json_answer({"status": "degraded", "reason": reason} | _damage(found.damaged) | served, 503))
    return _uncached(json_answer({"status": "ok", **served}))


@blueprint.get("/healthz/live")
def live() -> Response:
    """Say that this process answers: one that does not is to be started again. The index is not asked."""
    return _uncached(json_answer({"status": "ok"}))


@blueprint.get("/healthz/ready")
def ready() -> Response:
    """Say whether searches are answered: 200 also from an older index, which is better than none; else 503."""
    try:
        found = current_engine().health()
    except IndexUnusableError as error:
        return _uncached(json_answer(_unavailable(error), 503))
    status = "degraded" if found.degraded else "ok"
    return _uncached(json_answer({"status": status, "generation": found.generation, "posts": found.posts}))


@blueprint.get("/openapi.json")
def openapi_document() -> Response:
    """Describe all of this to programs."""
    return Response(files("search_app").joinpath("openapi.json").read_bytes(), mimetype="application/json")


def _given_parameters() -> Parameters:
    return _parameters_of(request)


def _parameters_of(request: Request) -> Parameters:
    given = request.args.to_dict(flat=False)
    if "q" not in given:
        raise InvalidParameterError("q", "", Flaw.MISSING)
    return given


def _unavailable(error: IndexUnusableError) -> dict[str, object]:
    return {"status": "unavailable", "reason": _tell_reason(error)}


def _tell_reason(error: IndexUnusableError) -> str:
    if not isinstance(error, ProgramUnfitError):
        return _NO_INDEX
    return _NOT_INSTALLED.format(error.missing) if error.missing else _MISTAKE


def _damage(places: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    return {"damaged": places} if places else {}


def _uncached(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
