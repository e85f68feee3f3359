"""The command ``search-index``: finds its commands by name, and turns what they raise into an exit status."""

import errno
import gc
import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import click

from indexer.commands.names import all_commands, load_command, read_summary
from indexer.errors import IndexUnreadableError, SearchIndexError, is_passing, tell_mistake
from indexer.stopping import drop_unread_output, stopping_signals

INTERRUPTED = 128 + signal.SIGINT


class Failure(click.ClickException):
    """A failure that ends the command with one line on stderr."""

    def __init__(self, message: str, exit_status: int) -> None:
        super().__init__(message)
        self.exit_code = exit_status  # type: ignore[misc]  # click declares it on the class, and asks the instance

    def show(self, file: object = None) -> None:  # noqa: ARG002  click passes nothing but its default
        """Print the line."""
        click.echo(f"search-index: {self.message}", err=True)


class CommandLine(click.Group):
    """Imports a command when it is called, so that each starts as fast as what it needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Name all commands, in the order of their use."""
        return list(all_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command.

        Raises:
            SearchIndexError: There is too little memory for that, or this system is none that it runs on.
        """
        from indexer.platforms import require_platform  # noqa: PLC0415  no help needs it

        require_platform()
        from indexer.address_space import require_start  # noqa: PLC0415  nor is it there on Windows

        require_start()
        with _few_collections():
            return load_command(cmd_name)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what stands before a command; where that is an option of the command, say where it belongs.

        Raises:
            click.UsageError: There is no such option.
        """
        given = tuple(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            command = next((each for each in given if each in all_commands()), None)
            if command is None:
                raise
            option = error.option_name
            place = f"Options stand after the command: search-index {command} {option} ..."
            raise click.UsageError(f"No such option {option!r}. {place}", ctx) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command named; where there is none, say which may be meant.

        Raises:
            click.UsageError: There is none.
        """
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches  # noqa: PLC0415  only mistakes need it

            near = get_close_matches(args[0], self.list_commands(ctx), 1)
            raise click.UsageError(f"{error.message} Did you mean {near[0]!r}?", ctx) if near else error from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the list of commands, each with its summary, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, read_summary(target)) for name, target in all_commands().items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except SearchIndexError as error:
            raise Failure(str(error), error.exit_status) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # click ends without a word: whoever reads has enough
                raise
            raise _tell_system_error(error) from error
        except EOFError as error:  # click would take it for Ctrl-D, and say “Aborted!”; nothing here asks for input
            raise Failure(tell_mistake(error), 1) from error
        except MemoryError as error:
            raise Failure("out of memory. The live index is untouched", 1) from error
        except ImportError as error:  # one of ours, or one that did not fit into memory
            from indexer.requirements import tell_missing  # noqa: PLC0415  no help needs it

            raise Failure(tell_missing(error), 1) from error
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)


def _tell_system_error(error: OSError) -> Failure:
    if is_passing(error):
        what = f"{error.filename}: " if error.filename else ""
        return Failure(f"{what}{error.strerror}; try again later", IndexUnreadableError.exit_status)
    from indexer.commands.output import drop_output, is_output_full  # noqa: PLC0415  no help needs it

    if is_output_full(error):
        drop_output()
        return Failure(f"what was to be printed cannot be written: {error.strerror}", 1)
    if not error.filename and isinstance(error, FileNotFoundError):
        return Failure("the current folder is gone; change to one that is there", 2)
    if isinstance(error, PermissionError) and error.filename:
        return Failure(f"{error.filename}: {error.strerror}; run search-index as a user who may use it", 1)
    return Failure(tell_mistake(error), 1)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Suspend the garbage collector while modules are imported: none is ever freed, or looked through again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


@click.command(cls=CommandLine, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="post-search")
def search_index() -> None:
    """Search for blogs and community sites written in Chinese and English.

    \b
        search-index rebuild ~/my-site
        search-index update ~/my-site
        search-index query "istio 流量管理"
        search-index serve
    """  # noqa: D301  click wants the character


def main() -> None:
    """Run the command line of this process."""
    _replace_closed_streams()
    for each in {*stopping_signals()} - {signal.SIGINT}:
        signal.signal(each, _terminate)
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # a script's & has it ignored
        signal.signal(signal.SIGINT, _interrupt)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # nothing here multiplies matrices, and each thread takes 30 MB
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is no reason to fail
    try:
        search_index.main(prog_name="search-index")
    except OSError as error:  # of help and version, which are printed before any command is called
        failure = _tell_system_error(error)
        failure.show()
        sys.exit(failure.exit_code)


def _replace_closed_streams() -> None:
    """Have standard streams that were closed lead nowhere, as those of daemons and of ``2>&-``.

    Else the next file that is opened, one of the index, takes the descriptor, and what anything prints goes into it.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            os.set_inheritable(descriptor, True)  # noqa: FBT003  processes that are started have the three, too
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", encoding="utf-8"))


def _terminate(number: int, _frame: FrameType | None) -> NoReturn:
    """End as if the command had: what was begun is taken back on the way out."""
    drop_unread_output()
    raise SystemExit(128 + number)


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Do as Python does by itself."""
    drop_unread_output()
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
