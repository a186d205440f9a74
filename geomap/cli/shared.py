"""What all verbs share: errors and exit codes, words on stderr, progress, small options."""

import functools
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geomap.errors import GeomapError

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.online import OnlinePlaces
    from geomap.pipeline import Progress

__all__ = [
    "FAILED",
    "MISUSED",
    "PARTLY",
    "Group",
    "as_json",
    "check_countries",
    "check_ending",
    "complain",
    "finish",
    "numbered",
    "on_one_line",
    "online_option",
    "opened_gazetteer",
    "opened_online",
    "output_option",
    "progress_bar",
    "put",
    "say",
]

_PASSWORD = re.compile(r"(\w[\w+.-]{0,30}://[^\s/:@'\"]*):[^\n'\"]*@")
_PASSWORD_OPTION = re.compile(r"([?&]\w{0,10}password=)[^\s'\"]*", re.IGNORECASE)
FAILED, MISUSED, PARTLY, INTERRUPTED = 1, 2, 3, 130


class Group(click.Group):
    """A group that turns geomap's own errors into one line and the right exit code."""

    def main(self, *args: Any, **more: Any) -> Any:
        """Run as a program; a stream that the caller closed (`<&-`, a daemon) is an empty one."""
        for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
            if getattr(sys, name) is None:
                void = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115 (till the end)
                setattr(sys, name, void)
        return super().main(*args, **more)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; end with the exit code that says how it went."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()  # a reader that left is noticed here, not at the exit
        except GeomapError as error:
            complain(ctx, str(error), kind=type(error).__name__)
            ctx.exit(FAILED)
        except click.UsageError as error:
            told = _misuse(ctx, error)
            if not as_json(ctx):
                raise click.UsageError(without_passwords(told), ctx=error.ctx) from None
            complain(ctx, told, kind=type(error).__name__)
            ctx.exit(MISUSED)
        except KeyboardInterrupt:
            complain(ctx, "interrupted", kind="KeyboardInterrupt")
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _abandon_stdout()  # the reader of a pipe left: there is nobody to tell
            ctx.exit(FAILED)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else "standard output: "
            complain(ctx, f"{where}{error.strerror or error}", kind=type(error).__name__)
            _abandon_stdout()
            ctx.exit(FAILED)
        return result


def _misuse(ctx: click.Context, error: click.UsageError) -> str:
    """What was misused; of an option of geomap itself, where it stands."""
    own = {name for option in ctx.find_root().command.params for name in option.opts}
    if isinstance(error, click.NoSuchOption) and error.option_name in own and error.ctx:
        name, verb = error.option_name, error.ctx.info_name
        return f"{name} stands before the verb: geomap {name} {verb} ..."
    return error.format_message()


def _abandon_stdout() -> None:
    """Let Python's own flush at the exit not fail again.

    As docs.python.org has it: library/signal, "Note on SIGPIPE".
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def as_json(ctx: click.Context) -> bool:
    """Whether errors go out as lines of JSON."""
    return bool(ctx.find_root().params.get("json_errors"))


def complain(ctx: click.Context, message: str, *, kind: str) -> None:
    """Say what went wrong on stderr: one line, or JSON with --json-errors."""
    message = without_passwords(message)
    if as_json(ctx):
        click.echo(json.dumps({"error": kind, "message": message}), err=True)
    else:
        click.echo(f"geomap: {on_one_line(message)}", err=True)


def on_one_line(text: str) -> str:
    """Show what a terminal would obey (line breaks, escapes) instead of sending it there.

    A file name may hold any character, and messages quote file names.
    """
    shown = (c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return without_passwords("".join(shown))


def without_passwords(text: str) -> str:
    """The text without the passwords of addresses in it, even of addresses that are wrong.

    >>> without_passwords("cannot read postgis://me:secret@host/maps")
    'cannot read postgis://me:***@host/maps'
    """
    return _PASSWORD_OPTION.sub(r"\1***", _PASSWORD.sub(r"\1:***@", text))


LONGEST_AGENT = 200


def _keep_agent(ctx: click.Context, _: click.Parameter, contact: str | None) -> None:
    if contact and not (
        contact.isascii() and contact.isprintable() and len(contact) < LONGEST_AGENT
    ):
        message = f"give an address or a name in plain letters, shorter than {LONGEST_AGENT}"
        raise click.BadParameter(message)
    ctx.obj["online_agent"] = contact


def online_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which service may be asked, and who it is told that asks."""
    command = click.option(
        "--online-agent",
        metavar="CONTACT",
        callback=_keep_agent,
        expose_value=False,
        help="Your e-mail or web address, told to that service beside geomap's name.",
    )(command)
    return click.option(
        "--online",
        type=click.Choice(("nominatim",)),
        help="Ask this service for names that the gazetteer lacks: they leave this machine.",
    )(command)


output_option = functools.partial(
    click.option, "-o", "--output", metavar="FILE", help="Where the result goes; - is stdout."
)


@contextmanager
def progress_bar(ctx: click.Context, *, announce: str | None = None) -> Iterator["Progress | None"]:
    """A progress bar on a terminal; elsewhere the one line `announce`, once something begins."""
    if ctx.obj["quiet"] or not (announce or sys.stderr.isatty()):
        yield None
        return
    if not sys.stderr.isatty():
        announced: list[str] = []

        def say(_what: str, _done: int, _total: int) -> None:
            if not announced:
                announced.append(f"geomap: {announce}")
                click.echo(announced[0], err=True)

        yield say
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield tell


def opened_gazetteer(ctx: click.Context, *, imports: bool = True) -> "Gazetteer":
    """The gazetteer, compiled with a word to the user if it is not yet there."""
    from geomap.gazetteer import open_gazetteer

    with progress_bar(
        ctx, announce="compiling the gazetteer, once: about half a minute"
    ) as progress:
        return open_gazetteer(progress=progress, imports=imports)


def check_countries(gazetteer: "Gazetteer", codes: Sequence[str]) -> None:
    """Refuse what is no ISO code of a country, with the code of a country named in full."""
    for code in codes:
        if gazetteer.country(code) is None:
            named = next((c.place for c in gazetteer.candidates(code)), None)
            known = named.country if named and named.kind == "country" else None
            hint = f"write {known}" if known else "write two letters, for example UA"
            message = f"--country {code!r}: no country has this ISO 3166-1 code; {hint}"
            raise click.UsageError(message)


def opened_online(ctx: click.Context, name: str | None) -> "OnlinePlaces | None":
    """The service to ask for names that the gazetteer lacks; what that means is said."""
    if name is None:
        return None
    from geomap.gazetteer import cache_folders
    from geomap.online import ATTRIBUTION, DOMAIN, OnlinePlaces

    told = f"names that the gazetteer lacks are sent to {DOMAIN}, one a second"
    say(ctx, f"{told}. {ATTRIBUTION}")
    return OnlinePlaces(cache_folders()[0], contact=ctx.obj.get("online_agent"))


def check_ending(*endings: str) -> Callable[[click.Context, click.Parameter, str | None], Any]:
    """A check of an output's name before any work is done; "-" is stdout."""

    def check(_ctx: click.Context, _option: click.Parameter, value: str | None) -> str | None:
        if value in (None, "-") or Path(value).suffix.lstrip(".").lower() in endings:
            return value
        message = f"{value!r} must end with {' or '.join('.' + ending for ending in endings)}"
        raise click.BadParameter(message)

    return check


def say(ctx: click.Context, told: str) -> None:
    """Tell something on stderr in one line, unless --quiet forbids it."""
    if not ctx.obj["quiet"]:
        click.echo(f"geomap: {on_one_line(told)}", err=True)


def finish(ctx: click.Context, rejected: Sequence[object], told: str) -> None:
    """Say what was done; exit 3 if some input was left out."""
    say(ctx, told)
    if rejected:
        ctx.exit(PARTLY)


def numbered(count: int, noun: str) -> str:
    """A count with its noun: "1 document", "3 documents", "0 documents"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def put(output: str, text: str) -> None:
    """Text to a file, whole or not at all, or to stdout."""
    from geomap.codec import write_whole

    if output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(Path(output), lambda file: file.write(text.encode("utf-8")))
