"""Every setting, stated once: its name, type, default, help, bounds, and which commands have it as an option.

All else comes from this table: what files, variables and options may say (``load.py``), the options of the commands
(``commands/options.py``), what is said of a value that is out of bounds, and the table in ``docs/settings.md``.

To add one:

1. Add a field here, and put what ``python -m indexer.settings`` prints into ``docs/settings.md``.
2. Read it where it is used: ``BuildOptions.from_settings`` for builds, ``service/middleware.py`` for the app.
3. Add a value out of its bounds to ``OUT_OF_BOUNDS`` in ``tests/settings/test_table.py``.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from enum import Enum, auto
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from indexer.errors import UsageError
from indexer.settings import kinds
from indexer.settings.cluster_address import ClusterAddress
from indexer.settings.folders import default_index, sample_posts
from indexer.settings.kinds import Kind, integer, number, one_of, some_of

PROXY_HEADERS = ("for", "proto", "host", "prefix")
Value = TypeVar("Value")


class Option(Enum):
    """Which commands have a setting as an option; every setting may stand in the file and in the environment."""

    EVERY = auto()
    BUILD = auto()
    WATCH = auto()
    SERVE = auto()
    NONE = auto()


@dataclass(frozen=True, slots=True)
class Setting:
    """The statement of one setting.

    Attributes:
        help: A sentence without its full stop.
        shown_default: The default, for people.
    """

    name: str
    kind: Kind[Any]
    help: str
    option: Option
    shown_default: str


def setting(
    kind: Kind[Value],
    default: Value | Callable[[], Value],
    text: str,
    option: Option = Option.SERVE,
    *,
    shown: str = "",
) -> Value:
    """State a setting as a field of ``Settings``.

    Args:
        kind: What it may be; the type checker holds the field to its type.
        default: Or a function that returns it.
        text: Its help.
        option: Which commands have it as an option.
        shown: The default, for people, where it does not speak for itself.
    """
    stated = {"kind": kind, "help": text, "option": option, "shown": shown}
    made: Value = (
        field(default_factory=default, metadata=stated)
        if callable(default)
        else field(default=default, metadata=stated)
    )
    return made


@dataclass(frozen=True, slots=True)
class Settings:
    """The value of every setting; what each means stands beside it.

    A value given here directly is taken as it is: ``load_settings`` is what checks bounds.
    """

    site: Path = setting(
        kinds.SITES,
        sample_posts,
        "What is indexed: the root of a site, or a folder of posts; several by a table `[sites]` of names and folders",
        Option.NONE,
        shown="the sample posts",
    )
    index: Path | ClusterAddress = setting(
        kinds.INDEX,
        default_index,
        "Folder of the index, which only its owner may write to; or the address of a cluster",
        Option.EVERY,
        shown="~/.local/share/search-index",
    )
    recency: float = setting(
        number(0, 1), 0.02, "How much more the newest post counts than an undated one, as a share of its score"
    )
    cluster_user: str = setting(
        kinds.TEXT, "", "User name for the cluster; the password is read from a file or the environment", Option.NONE
    )
    cluster_password_file: Path | None = setting(
        kinds.OPTIONAL_PATH,
        None,
        "File with the password for the cluster, else the variable SEARCH_CLUSTER_PASSWORD has it",
        Option.NONE,
        shown="none",
    )
    cluster_certificate: Path | None = setting(
        kinds.OPTIONAL_PATH, None, "Client certificate (PEM) for the cluster", Option.NONE, shown="none"
    )
    cluster_key: Path | None = setting(
        kinds.OPTIONAL_PATH,
        None,
        "Private key (PEM) of that certificate, where the file does not contain it",
        Option.NONE,
        shown="none",
    )
    cluster_ca: Path | None = setting(
        kinds.OPTIONAL_PATH,
        None,
        "CA certificates (PEM) that the cluster's nodes are verified with",
        Option.NONE,
        shown="the system's",
    )
    cluster_plaintext: bool = setting(
        kinds.SWITCH,
        default=False,
        text="Whether a cluster on other machines may be reached by http, unencrypted",
        option=Option.NONE,
    )
    cluster_shards: int = setting(
        integer(1, 1024), 1, "Shards of a new index on the cluster: one for each 50 GB", Option.NONE
    )
    cluster_replicas: int = setting(
        integer(0, 16), 1, "Copies of each shard on other nodes, where there are as many", Option.NONE
    )
    cluster_folder: Path | None = setting(
        kinds.OPTIONAL_PATH,
        None,
        "Folder in which an index is built before it is sent to the cluster, and kept for the next update",
        Option.NONE,
        shown="one below the user's data, by the cluster's address",
    )
    workers: int = setting(integer(0, 256), 0, "Processes that read posts; 0 for one per processor", Option.BUILD)
    file_seconds: int = setting(integer(1, 86_400), 60, "Seconds one file may take before it is given up", Option.NONE)
    file_megabytes: int = setting(
        integer(64, 1_000_000), 1024, "Megabytes of memory one file may take before it is given up", Option.NONE
    )
    hide_when: tuple[str, ...] = setting(
        kinds.HIDE_RULES,
        (),
        "Front matter that hides a post, besides the keys of its generator and theme: a key, or key=value",
        Option.BUILD,
        shown="none",
    )
    pages: Path | None = setting(
        kinds.EXISTING_FOLDER,
        None,
        "Folder of the site's built pages: text and addresses of posts come from them, the rest from the sources",
        Option.BUILD,
        shown="none",
    )
    section_pages: bool = setting(
        kinds.SWITCH,
        default=False,
        text="Whether pages of sections (_index.md) that have text are indexed as posts",
        option=Option.BUILD,
    )
    rescan_seconds: int = setting(
        integer(1, 86_400),
        300,
        "Seconds after which a watch looks through the whole site, even if no change was reported",
        Option.WATCH,
    )
    host: str = setting(kinds.TEXT, "127.0.0.1", "Address to listen on")
    port: int = setting(integer(0, 65_535), 8000, "Port to listen on; 0 for any free one")
    threads: int = setting(integer(1, 256), 4, "Requests that one process answers at the same time")
    connections: int = setting(
        integer(0, 10_000), 64, "Connections that one address may have open, this machine excepted; 0 for no limit"
    )
    processes: int = setting(integer(0, 256), 1, "Processes that answer requests; 0 for one per processor")
    language: str = setting(
        one_of("zh", "zh-Hant", "en", ""), "", "Language of the search page", shown="each visitor's browser's"
    )
    hosts: tuple[str, ...] = setting(
        kinds.HOSTS,
        (),
        "Host names that requests may name, comma-separated; .example.org for all subdomains",
        shown="any",
    )
    origins: tuple[str, ...] = setting(
        kinds.ORIGINS,
        (),
        "Origins of sites whose pages may read the JSON (CORS), comma-separated; * for any",
        shown="none",
    )
    proxies: int = setting(integer(0, 16), 0, "Number of proxies in front, whose X-Forwarded- headers are trusted")
    proxy_headers: tuple[str, ...] = setting(
        some_of(*PROXY_HEADERS),
        ("for", "proto"),
        "Which X-Forwarded- headers each proxy sets, comma-separated: for, proto, host, prefix",
        shown="for, proto",
    )
    prefix: str = setting(kinds.MOUNT_PATH, "", "Path under which the app is mounted, such as /find", shown="the root")
    theme: Path | None = setting(
        kinds.EXISTING_FOLDER, None, "Folder of templates and static files that replace the built-in ones", shown="none"
    )
    preset: str = setting(
        one_of("paper", "slate", "contrast", ""),
        "",
        "Look of the search page, before theme and stylesheet",
        shown="plain",
    )
    stylesheet: str = setting(
        kinds.STYLESHEET, "", "File or address of a stylesheet, loaded after the built-in one", shown="none"
    )
    icon: str = setting(kinds.ICON, "", "File or address of the favicon", shown="ours")
    rate_limit: str = setting(
        kinds.RATE,
        "",
        "Limit of searches per address, such as 60/minute; an IPv6 /64 counts as one address",
        shown="no limit",
    )
    costly_seconds: float = setting(
        number(0, 60, "seconds"),
        3.0,
        "CPU seconds per minute that costly searches of one address may take, this machine excepted, before 429; 0 for "
        "no limit",
    )
    concurrency: int = setting(integer(1, 10_000), 32, "Searches running and waiting at once; more are answered 503")
    deadline: float = setting(number(0.01, 60, "seconds"), 1.0, "Seconds that one search may take before 503")
    verify_hours: float = setting(
        number(0, 8760, "hours"), 24.0, "Hours after which all bytes of the index are verified again; 0 for never"
    )
    cache_seconds: int = setting(
        integer(0, 86_400), 60, "Seconds that browsers and proxies may cache an answer (max-age); 0 for never"
    )
    answers_megabytes: int = setting(
        integer(0, 10_000),
        8,
        "Megabytes of memory per process for its latest answers; 0 for none",
    )
    metrics: bool = setting(kinds.SWITCH, default=True, text="Whether /metrics (Prometheus) is there")
    query_log: Path | None = setting(
        kinds.OPTIONAL_PATH,
        None,
        "Folder in which queries are counted per day, without data on visitors; builds delete what is withdrawn",
        shown="no log",
    )
    query_log_megabytes: int = setting(
        integer(1, 1000), 10, "Megabytes that the query log may take; the oldest days are deleted first", Option.NONE
    )
    query_log_days: int = setting(integer(1, 3650), 90, "Days for which the query log is kept", Option.NONE)
    access_log: bool = setting(
        kinds.SWITCH,
        default=False,
        text="Whether each request is written to stderr, as JSON without personal data",
    )
    log_format: str = setting(
        one_of("text", "json"), "text", "Format of the log on stderr: plain lines, or JSON objects"
    )

    @property
    def index_folder(self) -> Path:
        """The folder of the index.

        Raises:
            UsageError: It is on a cluster.
        """
        if isinstance(self.index, ClusterAddress):
            raise UsageError(f"{self.index}: this command reads an index in a folder; name one by --index")
        return self.index


def _stated(each: "Field[Any]") -> Setting:
    stated = each.metadata
    shown = stated["shown"] or (str(each.default).lower() if each.default is not MISSING else "")
    return Setting(each.name, stated["kind"], stated["help"], stated["option"], shown)


SETTINGS: Mapping[str, Setting] = MappingProxyType({each.name: _stated(each) for each in fields(Settings)})
"""Name -> what is stated of it, in the order above."""
