"""Lines `- claim: KIND; SLOT VALUE; ...` of tests/cases/*.md, and how far a claim agrees with one.

A slot that a line does not name is not judged. `A|B` allows either, `A,B` asks for both, `-` for
an empty slot. Places go by their name or by the words of the text, goods and claimants by part of
their words; `quantity VALUE BOUND [UNIT]`; `denied RU,IR`; `flag CODE`.
"""

from collections.abc import Iterable, Sequence

from geomap.records import Claim
from geomap.text import fold

__all__ = ["SLOTS", "judge", "pair", "read_line"]

_PLACES = ("origin", "destination", "location", "launch")
_PLAIN = ("supplier", "recipient", "attacker", "date", "status", "modality")
_COUNTS = ("killed", "injured")
SLOTS = (
    *_PLACES, *_PLAIN, *_COUNTS, "via", "vessel", "goods", "quantity", "mode", "weapon",
    "claimant", "reported_by", "denied", "flag", "evidence",
)  # fmt: skip
Wanted = dict[str, str]


def read_line(line: str) -> Wanted:
    """A line as slots; `kind` is the first word."""
    kind, *parts = (part.strip() for part in line.split(";"))
    wanted = {"kind": kind}
    for part in filter(None, parts):
        slot, _, value = part.partition(" ")
        assert slot in SLOTS, f"{part!r} in `- claim: {line}` is no slot with a value"
        wanted[slot] = value.strip()
    assert kind in {"transfer", "strike"}, f"`- claim: {line}`: no kind"
    return wanted


def judge(claim: Claim, wanted: Wanted) -> dict[str, str]:
    """The slots in which a claim differs, each with what it holds instead."""
    wrong = {}
    for slot, value in wanted.items():
        got = _held(claim, slot)
        if not _agrees(slot, value, got):
            wrong[slot] = ", ".join(sorted(got)) or "-"
    return wrong


def pair(
    claims: Sequence[Claim], wanted: Iterable[Wanted]
) -> list[tuple[Wanted, Claim | None, dict[str, str]]]:
    """Each wanted claim with the found one of its kind that agrees best, each used once."""
    rows = list(wanted)
    ranked = sorted(
        ((len(judge(c, row)), i, j) for i, row in enumerate(rows)
         for j, c in enumerate(claims) if c.kind == row["kind"])
    )  # fmt: skip
    chosen: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in chosen and j not in chosen.values():
            chosen[i] = j
    out = []
    for i, row in enumerate(rows):
        claim = claims[chosen[i]] if i in chosen else None
        out.append((row, claim, judge(claim, row) if claim else {"found": "-"}))
    return out


def _held(claim: Claim, slot: str) -> set[str]:  # noqa: PLR0911 (one line a family of slots)
    """What a claim holds in a slot, as the lines write it."""
    if slot in _PLACES:
        place = getattr(claim, slot)
        return {place.name, str(place.text)} if place else set()
    if slot in _COUNTS:
        count = getattr(claim.casualties, slot) if claim.casualties else None
        return set() if count is None else {str(count)}
    if slot == "via":
        return {p.name for p in claim.via} | {str(p.text) for p in claim.via}
    if slot == "vessel":
        return {v.name for v in claim.vessels}
    if slot == "goods":
        return {i.what for i in claim.items}
    if slot == "quantity":
        return {
            f"{q.value:g} {q.bound} {q.unit}"
            for i in claim.items
            if (q := i.quantity) and q.value is not None
        }
    if slot == "flag":
        return {f.code for f in claim.flags}
    if slot == "evidence":
        return {str(s.text) for s in claim.evidence}
    if slot in {"denied", "mode"}:
        return set(claim.denied_by if slot == "denied" else claim.mode)
    held = getattr(claim, slot)
    return {str(held)} if held else set()


def _agrees(slot: str, value: str, got: set[str]) -> bool:
    if value == "-":
        return not got
    if slot == "quantity":
        number, bound, *unit = value.split()
        return any(
            float(number) == float(g.split()[0]) and g.split()[1] == bound
            and (not unit or g.split()[2:] == unit) for g in got
        )  # fmt: skip
    part = slot in {"goods", "claimant", "weapon", "evidence"}
    told = {fold(g) for g in got}
    for wanted in value.split(","):
        ways = {fold(w) for w in wanted.split("|")}
        if not (any(w in t for w in ways for t in told) if part else ways & told):
            return False
    alone = slot in {"vessel", "denied"}
    return not alone or len(got) == len(value.split(","))
