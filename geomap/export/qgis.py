"""x"""
from typing import Any
def write_project(*a: Any) -> tuple[str,...]: return ()
