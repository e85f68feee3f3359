"""Print every setting as a Markdown table: ``python -m indexer.settings`` makes that of ``docs/settings.md``."""

from collections.abc import Iterator

from indexer.settings.load import option_name
from indexer.settings.settings import SETTINGS, Option, Setting

_COMMANDS = {
    Option.EVERY: "every command",
    Option.BUILD: "`rebuild`, `update`, `watch`",
    Option.WATCH: "`watch`",
    Option.SERVE: "`serve`",
    Option.NONE: "",
}


def table_rows() -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| setting | default | what it is | bounds | option of |"
    yield "|---|---|---|---|---|"
    for each in SETTINGS.values():
        cells = (f"`{each.name}`", each.shown_default, each.help, each.kind.wanted, _option_of(each))
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _option_of(each: Setting) -> str:
    if each.option is Option.NONE:
        return "SITE" if each.name == "site" else "none"
    flag = option_name(each.name)
    spelling = f"{flag}`, `--no-{flag[2:]}" if each.kind.is_switch else flag
    return f"{_COMMANDS[each.option]}: `{spelling}`"


if __name__ == "__main__":
    print("\n".join(table_rows()))  # noqa: T201  what it is for
