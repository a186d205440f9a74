"""The command line: thin verbs over the library's functions.

Results go to -o or stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 misuse,
3 done but some input could not be read, 130 interrupted.
"""

import logging
import sys
from pathlib import Path
from typing import Any

import click

from geomap import __version__
from geomap.cli.exports import export_
from geomap.cli.figures import figure
from geomap.cli.geocoding import geocode
from geomap.cli.places import gazetteer
from geomap.cli.reports import draw, extract, map_
from geomap.cli.routing import route
from geomap.cli.scoring import score
from geomap.cli.shared import Group
from geomap.cli.writing import report

__all__ = ["main"]

_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Group, context_settings=_SETTINGS)
@click.option("-v", "--verbose", count=True, help="Log more to stderr; twice for everything.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("--json-errors", is_flag=True, help="Errors as one line of JSON each.")
@click.option(
    "--config",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="TOML file with defaults: a table for each verb.",
)
@click.version_option(__version__, prog_name="geomap")
@click.pass_context
def main(
    ctx: click.Context,
    *,
    verbose: int,
    quiet: bool,
    json_errors: bool,  # noqa: ARG001 (`as_json` asks for it, also before this runs)
    config: Path | None,
) -> None:
    """Turn reports into a map that you can defend.

    geomap reads articles, PDFs, web pages and tables, finds who moved what from where to where
    and what was struck where, with dates, quantities and sources, and draws it.
    """
    ctx.obj = {"quiet": quiet, "verbose": verbose}
    level = (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    logging.basicConfig(level=level, stream=sys.stderr, format="geomap: %(message)s")
    ctx.default_map = defaults(config)


for _verb in (map_, extract, draw, export_, figure, report, geocode, route, gazetteer, score):
    main.add_command(_verb)


def defaults(config: Path | None) -> dict[str, Any]:
    """Defaults from --config, or from [tool.geomap] of a pyproject.toml in this folder."""
    import tomllib

    path = config or Path("pyproject.toml")
    if not path.is_file():
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        if config is None:
            return {}  # somebody else's broken file is not ours to complain of
        message = f"{path}: not readable as TOML: {error}"
        raise click.UsageError(message) from error
    table = data if config and "tool" not in data else data.get("tool", {}).get("geomap", {})
    if not isinstance(table, dict):
        message = f"{path}: [tool.geomap] must be a table"
        raise click.UsageError(message)
    return _named(table, main, path)


def _named(table: dict[str, Any], group: click.Group, path: Path) -> dict[str, Any]:
    """Settings by the names that click gives its parameters; misuse where there is none such."""
    out: dict[str, Any] = {}
    for verb, options in table.items():
        command = group.commands.get(verb)
        if command is None or not isinstance(options, dict):
            known = ", ".join(group.commands)
            message = f"{path}: {verb!r} is not the table of a verb; there are {known}"
            raise click.UsageError(message)
        if isinstance(command, click.Group):
            out[verb] = _named(options, command, path)
            continue
        names = {word.lstrip("-"): p.name for p in command.params for word in (*p.opts, p.name)}
        strange = sorted(set(options) - set(names))
        if strange:
            message = f"{path}: {verb} has no option {strange[0]!r}; see `geomap {verb} --help`"
            raise click.UsageError(message)
        out[verb] = {names[key]: value for key, value in options.items()}
    return out
