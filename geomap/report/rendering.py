"""Templates run in a sandbox; every value is escaped for the language it stands in."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geomap.errors import OutputError

__all__ = ["escape_markdown", "own_template", "render"]

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_TEMPLATE = 2_000_000
LONGEST_REPORT = 300_000_000  # characters
MOST_REPEATS = 100_000  # of a text or list by a template's `*`
LARGEST_POWER = 64

# Whatever begins something in CommonMark, GitHub's tables and mathematics, Pandoc or Quarto
_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~&$@^]|!(?=\[)|:(?=//)|(?<=www)\.", re.I)
_FIRST = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


def escape_markdown(text: str) -> str:
    r"""Text that a reader of Markdown shows as it is: no markup, no link, no HTML.

    >>> print(escape_markdown("1. <b>[x](javascript:y)</b>"))
    1\. \<b\>\[x\](javascript:y)\</b\>
    """
    escaped = _SIGNS.sub(lambda sign: "\\" + sign[0], text)
    return _FIRST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", escaped)


def _environment(*, html: bool) -> Any:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import SecurityError
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    class Sandbox(ImmutableSandboxedEnvironment):
        """The sandbox, with limits on what arithmetic may make."""

        intercepted_binops = frozenset({"*", "**", "%"})

        def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
            long = [v for v in (left, right) if not isinstance(v, int | float)]
            counts = [v for v in (left, right) if isinstance(v, int)]
            huge = operator == "*" and long and any(n > MOST_REPEATS for n in counts)
            steep = operator == "**" and (not counts or abs(right) > LARGEST_POWER)
            if huge or steep or (operator == "%" and long):
                message = f"{operator!r} would make too much"
                raise SecurityError(message)
            return super().call_binop(context, operator, left, right)

    def shown(value: Any) -> Any:
        return value if isinstance(value, Markup) else Markup(escape_markdown(str(value)))  # noqa: S704 (escaped)

    environment = Sandbox(
        autoescape=html,
        finalize=None if html else shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    del environment.globals["lipsum"]  # text without end, and of no use in a report
    environment.filters["cite"] = _cited_html if html else _cited_markdown
    environment.filters["link"] = _address
    return environment


def _cited_html(numbers: Iterable[int]) -> Any:
    from markupsafe import Markup

    links = [f'<a href="#source-{int(n)}">{int(n)}</a>' for n in numbers]
    return Markup(f"[{', '.join(links)}]") if links else Markup("")  # noqa: S704 (numbers)


def _cited_markdown(numbers: Iterable[int]) -> Any:
    from markupsafe import Markup

    told = ", ".join(str(int(n)) for n in numbers)
    return Markup(rf"\[{told}\]") if told else Markup("")  # noqa: S704 (numbers)


def _address(url: str) -> Any:
    """An address as the target of a link: nothing in it ends the link."""
    from markupsafe import Markup

    return Markup(quote(str(url), safe="/:?#@!&+,;=%~-._"))  # noqa: S704 (quoted)


def _own_path(*, html: bool) -> Path:
    return TEMPLATES / ("report.html.j2" if html else "report.md.j2")


def own_template(*, html: bool) -> str:
    """The text of geomap's own template, which begins with the names that there are."""
    return _own_path(html=html).read_text(encoding="utf-8")


def render(values: dict[str, Any], *, html: bool, template: Path | None = None) -> str:
    """Fill geomap's own template, or a user's.

    Raises
    ------
    OutputError
        The template cannot be read or is wrong; the message names the line.
    """
    from jinja2 import TemplateError
    from jinja2.exceptions import TemplateSyntaxError

    path = template or _own_path(html=html)
    try:
        text = path.read_text(encoding="utf-8")
        if len(text) > LONGEST_TEMPLATE:
            message = f"cannot use the template {path}: it has more than 2 million characters"
            raise OutputError(message)
        parts: list[str] = []
        length = 0
        for part in _environment(html=html).from_string(text).generate(**values):
            length += len(part)
            if length > LONGEST_REPORT:
                message = f"cannot use the template {path}: what it makes has no end"
                raise OutputError(message)
            parts.append(part)
    except TemplateSyntaxError as error:
        message = f"cannot use the template {path}: line {error.lineno}: {error.message}"
        raise OutputError(message) from error
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        message = (
            f"cannot use the template {path}: {str(error).rstrip('.')}. "
            "`geomap report --print-template md` shows geomap's own and the names that there are."
        )
        raise OutputError(message) from error
    except RecursionError as error:
        message = f"cannot use the template {path}: it nests too deep"
        raise OutputError(message) from error
    except OSError as error:
        if isinstance(error, OutputError):
            raise
        message = f"cannot read the template {path}: {error.strerror}"
        raise OutputError(message) from error
    return "".join(parts)
