"""Names of countries, so that messages and summaries read "Russia" and not "RU"."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from geomap.events.accounts import Account, is_code
from geomap.records import Claim, Reading

__all__ = ["CountryNames", "NameOf"]

NameOf = Callable[[str], str | None]  # ISO 3166-1 code to name


class CountryNames:
    """Names as given, or else as the documents use them that tell an event.

    Names that any other document uses play no part: a document that speaks of something else
    must not change what is said of an event.
    """

    def __init__(self, readings: Sequence[Reading], given: NameOf | None) -> None:
        self._given: dict[str, str] | None = None
        if given is not None:
            codes = sorted({code for r in readings for c in r.claims for code in _codes(c)})
            self._given = {code: name for code in codes if (name := given(code))}
        self._used = {} if given else {r.id: _mentioned(r) for r in readings}

    def of(self, accounts: Iterable[Account]) -> Mapping[str, str]:
        """Names by code, for what some accounts tell."""
        if self._given is not None:
            return self._given
        told = dict.fromkeys(a.reading.id for a in accounts)
        if len(told) == 1:
            return self._used[next(iter(told))]
        return {code: name for i in told for code, name in self._used[i].items()}


def _mentioned(reading: Reading) -> dict[str, str]:
    places = (m.place for m in reading.mentions if m.place is not None)
    return {p.country: p.name for p in places if p.kind == "country" and p.country}


def _codes(claim: Claim) -> list[str]:
    actors = (claim.supplier, claim.recipient, claim.attacker, *claim.denied_by)
    return [actor for actor in actors if actor and is_code(actor)]
