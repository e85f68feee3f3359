"""Check the settings: unknown ones, invalid ones, and those that no command reads."""

from collections.abc import Iterator

from indexer.doctor.findings import Area, Finding, Severity
from indexer.settings.settings import SETTINGS, Option
from indexer.settings.trace import Origin, Trace


def check_configuration(trace: Trace) -> Area:
    """Judge where each setting comes from."""
    return Area("settings", _summarise(trace), tuple(_find(trace)))


def _summarise(trace: Trace) -> str:
    in_force = [each for each in trace.origins if not each.problem and not each.overruled_by]
    if not in_force:
        return "none is set, so all are the defaults"
    return ", ".join(f"{each.name} by {each.place}" for each in in_force)


def _find(trace: Trace) -> Iterator[Finding]:
    if trace.problem:
        yield Finding(Severity.ERROR, trace.problem, str(trace.file), "correct the file: no command can be run with it")
    for each in trace.origins:
        is_of_site = trace.file is not None and not trace.is_named and each.place.startswith(f"{trace.file}:")
        yield from _check_origin(each, is_of_site=is_of_site)
    for name, meant in trace.unknown_variables:
        advice = f"export {meant}=… && unset {name}" if meant else f"unset {name}"
        what = f"the variable {name} is read by nobody" + (f"; is {meant} meant?" if meant else "")
        yield Finding(Severity.WARNING, what, name, advice)
    for path in trace.unread:
        advice = (
            f"move what it sets into {trace.file}" if trace.file else "call it search-index.toml, in the site's folder"
        )
        yield Finding(Severity.WARNING, "a file of settings that builds of the site do not read", str(path), advice)


def _check_origin(origin: Origin, *, is_of_site: bool) -> Iterator[Finding]:
    if origin.problem:
        advice = "correct it: no command can be run with it"
        yield Finding(Severity.ERROR, origin.problem, origin.place, advice)
    elif origin.overruled_by:
        what = f"{origin.name} = {origin.value} is overruled by {origin.overruled_by}"
        yield Finding(Severity.NOTE, what, origin.place)
    elif is_of_site and SETTINGS[origin.name].option is Option.SERVE:
        what = (
            f"{origin.name} is read by serve and query only when they are started in this folder, or with --config or "
            "SEARCH_CONFIG"
        )
        yield Finding(Severity.NOTE, what, origin.place)
