"""What a drawn page holds, unpacked."""

import json
import re
from typing import Any

from geomap.maps import columns


def block(text: str, name: str = "geomap-data") -> Any:
    """The value of a block of data of a page."""
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', text, re.S)
    assert found, name
    return json.loads(found[1])


def data_in(text: str) -> dict[str, Any]:
    """What a page holds: the head's values, and each table's rows by its name."""
    head, tables = columns.unpack(block(text))
    return head | tables
