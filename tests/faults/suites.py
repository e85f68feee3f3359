"""The suites that ``make faults`` runs, each with the control that fails where the protection is missing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suite:
    """Tests of one kind of fault.

    Attributes:
        does: What is done, and what must be so then.
        files: Below ``tests``; all of their tests are run, the long ones too.
        controls: Beginnings of the names of tests that take the protection away and notice; empty where there is none.
    """

    name: str
    does: str
    files: tuple[str, ...]
    controls: tuple[str, ...] = ()


SUITES = (
    Suite(
        "histories",
        "random steps in the life of Hugo, Zola, Jekyll, Hexo and plain sites: after each `update` equals `rebuild`",
        ("index/test_histories.py",),
        ("test_the_same_histories_notice",),
    ),
    Suite(
        "kills",
        "`rebuild`, `update`, `watch`, `serve --watch` and `rollback` killed at random moments while a reader asks",
        ("faults/test_kill.py",),
        ("test_the_same_rounds_notice",),
    ),
    Suite(
        "steps",
        "a withdrawal and a `rollback` killed at each of their steps: what was withdrawn never comes back",
        ("faults/test_withdrawal.py", "faults/test_rollback.py"),
        ("test_the_same_kills_notice",),
    ),
    Suite(
        "system calls",
        "SIGKILL, ENOSPC and EIO at every system call of a publication: the old index or the new one answers",
        ("faults/test_strace.py",),
        ("test_the_same_faults_notice",),
    ),
    Suite(
        "failing calls",
        "a call that changes or reads something fails, or kills there: `rebuild`, `update`, `rollback`, a search",
        ("faults/test_failing_calls.py",),
        ("test_the_same_faults_notice_a_reader",),
    ),
    Suite(
        "power loss",
        "the power fails after every system call of a command; what was not synced is lost, kept, torn, reordered",
        ("faults/test_power_loss.py",),
        ("test_each_sync_is_missed",),
    ),
    Suite(
        "power loss on ext4",
        "the power fails at random moments over ext4: the journal is replayed, and the index opened",
        ("faults/test_ext4.py",),
        ("test_without_syncs",),
    ),
    Suite(
        "Ctrl-C",
        "a command interrupted at its steps, and by SIGINT and SIGTERM at random moments: nothing is left behind",
        ("faults/test_interrupt.py",),
        ("test_the_same_interrupts_notice",),
    ),
    Suite(
        "writers",
        "eight writers and readers at once: they take turns, and every publication counts",
        ("faults/test_writers.py",),
        ("test_without_the_lock",),
    ),
    Suite(
        "full disk",
        "disks of many sizes that fill up: told in one line, the old index stays, nothing is left behind",
        ("faults/test_full_disk.py",),
        ("test_without_reserved_space",),
    ),
    Suite(
        "limits",
        "few descriptors, little memory: done, or told in one line with nothing left behind",
        ("faults/test_limits.py",),
        ("test_without_a_protection",),
    ),
    Suite(
        "older versions",
        "an index that another version wrote: refused as such, left untouched, built anew by an update",
        ("faults/test_older_versions.py",),
        ("test_without_the_number",),
    ),
    Suite(
        "damage",
        "every file of an index flipped, cut, zeroed, missing, or replaced by a pickle: found before it is believed",
        ("faults/test_damage.py",),
        ("test_without_checksums", "test_the_planted_pickle_would_run"),
    ),
    Suite(
        "damage under a server",
        "files flipped, cut and zeroed under a running server: no wrong answer, each damage named",
        ("faults/test_damage_under_server.py",),
        ("test_without_checksums",),
    ),
    Suite(
        "publishing under load",
        "index after index published while visitors ask: no request fails, each is taken up soon",
        ("faults/test_publishing_under_load.py",),
        ("test_where_a_question_opens_the_index",),
    ),
    Suite(
        "connections",
        "slow and greedy clients of seven kinds: a visitor is answered all the while",
        ("faults/test_connections.py",),
        ("test_the_same_clients_stop_a_server",),
    ),
    Suite(
        "cost",
        "hostile queries over 7,000 dense posts: each within 0.2 s, others wait no more than twice as long",
        ("faults/test_cost.py",),
        ("test_without_a_budget",),
    ),
    Suite(
        "soak",
        "ten minutes of questions while a site changes: memory within 5 %, descriptors constant, no request fails",
        ("faults/test_soak.py",),
        ("test_a_server_that_keeps_every_index",),
    ),
)
