"""Verbs of shipping and war that a parser trained on news takes for adjectives, and plain ones.

"The Sea Ruby unloaded timber" has no verb for it, since it seldom met one who unloads. It parses
a common verb of the same length in that place, and its grammar is put on the words as written.
Of 51 sentences with "unloaded" it read 22 rightly as written, 50 with the stand-in; the other
verbs here are those that it missed in a tenth or more of such sentences. So too the name of a
town in which it sees a verb: "A missile hit Port Said".
"""

import re
from typing import Any

__all__ = ["as_written", "plain_verbs"]

# as written: the plain verb, and what the written one is a form of
_PLAIN = {
    "unloaded": ("received", "unload"), "offloaded": ("delivered", "offload"),
    "discharged": ("maintained", "discharge"), "loaded": ("bought", "load"),
    "transported": ("encountered", "transport"), "transferred": ("encountered", "transfer"),
    "transhipped": ("encountered", "tranship"), "hauled": ("bought", "haul"),
    "trucked": ("brought", "truck"), "shipped": ("brought", "ship"),
    "smuggled": ("received", "smuggle"), "supplied": ("promised", "supply"),
    "imported": ("received", "import"), "exported": ("promised", "export"),
    "targeted": ("attacked", "target"), "pounded": ("shelled", "pound"),
    "strafed": ("shelled", "strafe"), "droned": ("bombed", "drone"),
    "hammered": ("attacked", "hammer"), "disputes": ("believes", "dispute"),
}  # fmt: skip
_NAMED = re.compile(r"(?<=\b[Pp]ort[ -])Said\b|(?<=\bPORT[ -])SAID\b")
_PLAIN_NAMES = {"Said": "Suez", "SAID": "SUEZ"}
_NO_SUBJECT = (
    "a|an|the|this|that|these|those|its|his|her|their|our|any|some|no|is|are|was|were|be|been|"
    "being|get|got|of|with|by|in|on|for|from|as|newly|freshly|half|fully|partly"
)
_NO_OBJECT = (
    "a?board|across|after|against|alongside|and|as|ashore|at|because|before|between|but|by|"
    "during|for|from|in|into|near|off|on|onto|or|out|over|overnight|since|so|than|that|there|"
    "through|to|under|up|upon|via|when|where|which|while|who|with|within|without"
)
_VERB = re.compile(
    rf"(?<!\w)(?!(?i:{_NO_SUBJECT})\b)[\w’'.-]{{0,40}}\w[\"”’'»)]?,? "
    rf"(?P<verb>(?:{'|'.join(_PLAIN)})(?= (?!(?:{_NO_OBJECT})\b)\w)|disputes(?= that\b))"
)


def plain_verbs(text: str) -> str:
    """The text with a plain verb for each that the parser would take for an adjective, as long.

    >>> plain_verbs("The Sea Ruby unloaded timber; the unloaded timber was unloaded at Tartus.")
    'The Sea Ruby received timber; the unloaded timber was unloaded at Tartus.'
    """
    text = _NAMED.sub(lambda name: _PLAIN_NAMES[name[0]], text)
    out, position = [], 0
    for match in _VERB.finditer(text):
        out += [text[position : match.start("verb")], _PLAIN[match["verb"]][0]]
        position = match.end("verb")
    return "".join([*out, text[position:]])


def as_written(doc: Any, text: str) -> Any:
    """A spaCy document's grammar and entities on the words of `text`, which is as long.

    Returns `doc` itself where it holds no stand-in.
    """
    if doc.text == text:
        return doc
    from spacy.tokens import Doc

    words = [text[t.idx : t.idx + len(t)] for t in doc]
    kept: list[int | str] = ["HEAD", "DEP", "TAG", "POS", "LEMMA", "MORPH", "ENT_IOB", "ENT_TYPE"]
    plain = Doc(doc.vocab, words=words, spaces=[bool(t.whitespace_) for t in doc])
    plain.from_array(kept, doc.to_array(kept))
    for token, before in zip(plain, doc, strict=True):
        if token.text != before.text:
            token.lemma_ = _PLAIN.get(token.text, (None, token.text))[1]
    return plain
