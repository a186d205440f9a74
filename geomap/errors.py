"""Every error that geomap raises on purpose.

GeomapError
├── SourceError        a document or table that cannot be read      (ValueError)
├── OutputError        a result that cannot be written              (OSError)
├── GazetteerError     a gazetteer that is missing, broken or refuses a row  (ValueError)
├── AtlasError         an atlas file that is not one                (ValueError)
├── ModelError         a language model that is not installed       (RuntimeError)
├── MapError           a map that was asked for wrongly            (ValueError)
├── RouteError         a route that was asked for wrongly           (ValueError)
└── DateError          a date or EDTF text that is not one          (ValueError)

A message says what was asked, what is wrong with it and what to do next.
"""

__all__ = [
    "AtlasError",
    "DateError",
    "GazetteerError",
    "GeomapError",
    "MapError",
    "ModelError",
    "OutputError",
    "RouteError",
    "SourceError",
]


class GeomapError(Exception):
    """Root of the errors that geomap raises on purpose."""


class SourceError(GeomapError, ValueError):
    """A document or table cannot be read."""


class OutputError(GeomapError, OSError):
    """A result cannot be written."""


class GazetteerError(GeomapError, ValueError):
    """The gazetteer is missing, broken, or a row of it is wrong."""


class AtlasError(GeomapError, ValueError):
    """A file is not an atlas that this version can read."""


class ModelError(GeomapError, RuntimeError):
    """The language model is not installed or does not fit."""


class MapError(GeomapError, ValueError):
    """A map was asked for in a language or with tiles that there are not."""


class RouteError(GeomapError, ValueError):
    """A route was asked for that makes no sense."""


class DateError(GeomapError, ValueError):
    """A date or an EDTF text is not one."""
