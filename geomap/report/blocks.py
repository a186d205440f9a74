"""Markdown as a list of blocks, from which a Word document and a PDF are made."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["Block", "Run", "blocks_of", "column_shares", "plain_text"]

LONGEST_WORD = 14  # letters; a longer one, an address or a run of Hangul, is broken instead
PADDING = 1.5  # letters: the edges of a cell
LETTER = 0.6  # width of a letter as a share of its height: DejaVu Sans has 0.55 to 0.62


class Run(NamedTuple):
    """Text of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str | None = None


class Block(NamedTuple):
    """A heading, paragraph, item, picture or table.

    `level` is a heading's or an item's; `mark` an item's sign or number; `rows` a table's, the
    first its head; `source` a picture's file.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    mark: str = ""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    source: str = ""


def blocks_of(text: str) -> list[Block]:
    """Blocks of a Markdown text, in order. HTML in it is text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader = _Reader()
    for token in parser.parse(text):
        reader.take(token)
    return reader.blocks


def plain_text(runs: Sequence[Run]) -> str:
    """The text of some runs without their looks."""
    return "".join(run.text for run in runs)


def column_shares(block: Block, *, width_pt: float, size_pt: float) -> list[float]:
    """How much of a table's width each column gets: its longest word, then by its mean text.

    Parameters
    ----------
    block : Block
        A table.
    width_pt, size_pt : float
        Width of the table and size of its letters, in points.
    """
    words, texts = [], []
    for cells in zip(*block.rows, strict=True):
        column = [plain_text(runs) for runs in cells]
        longest = max((len(word) for text in column for word in text.split()), default=1)
        words.append(min(longest, LONGEST_WORD) + PADDING)
        texts.append(sum(map(len, column)) / len(column))
    left = max(width_pt / (size_pt * LETTER) - sum(words), 0.0)
    widths = [
        word + left * text / max(sum(texts), 1.0) for word, text in zip(words, texts, strict=True)
    ]
    return [width / sum(widths) for width in widths]


class _Reader:
    """Takes tokens one by one and makes blocks of them."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.lists: list[int | None] = []  # the next number of each open list, None for signs
        self.rows: list[list[tuple[Run, ...]]] | None = None
        self.level = 0
        self.mark = ""

    def take(self, token: "Token") -> None:
        """Take the next token."""
        match token.type:
            case "heading_open" | "heading_close":
                self.level = int(token.tag[1:]) if token.nesting == 1 else 0
            case "table_open" | "table_close" | "tr_open":
                self._take_table(token)
            case "inline":
                self._take_text(token)
            case "fence" | "code_block":
                self.blocks.append(Block("paragraph", (Run(token.content),)))
            case _:
                self._take_list(token)

    def _take_list(self, token: "Token") -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            is_numbered = token.type == "ordered_list_open"
            self.lists.append(int(token.attrGet("start") or 1) if is_numbered else None)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            number = self.lists[-1]
            self.mark = "•" if number is None else f"{number}."
            self.lists[-1] = None if number is None else number + 1

    def _take_table(self, token: "Token") -> None:
        if token.type == "table_open":
            self.rows = []
        elif token.type == "tr_open" and self.rows is not None:
            self.rows.append([])
        elif self.rows is not None:
            self.blocks.append(Block("table", rows=tuple(map(tuple, self.rows))))
            self.rows = None

    def _take_text(self, token: "Token") -> None:
        runs, pictures = _runs(token.children or ())
        if self.rows is not None:
            self.rows[-1].append(runs)
            return
        if runs:
            kind = "heading" if self.level else "item" if self.mark else "paragraph"
            self.blocks.append(Block(kind, runs, self.level or len(self.lists), self.mark))
            self.mark = ""
        self.blocks += pictures


def _runs(tokens: Sequence["Token"]) -> tuple[tuple[Run, ...], list[Block]]:
    """Runs of one line of text, and the pictures in it."""
    runs: list[Run] = []
    pictures: list[Block] = []
    bold = italic = 0
    link: str | None = None
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                bold += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                link = str(token.attrGet("href") or "")
            case "link_close":
                link = None
            case "image":
                source = unquote(str(token.attrGet("src") or ""))
                pictures.append(Block("picture", (Run(token.content),), source=source))
            case "softbreak" | "hardbreak":
                runs.append(Run(" "))
            case _ if token.content:
                runs.append(Run(token.content, bold > 0, italic > 0, link))
    return tuple(runs), pictures
