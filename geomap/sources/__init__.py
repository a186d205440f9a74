"""Reports and tables, read from files into documents, with what is not the report labelled."""

from geomap.sources.duplicates import mark_duplicates
from geomap.sources.files import Paths
from geomap.sources.noise import find_noise
from geomap.sources.reading import read_sources

__all__ = ["Paths", "find_noise", "mark_duplicates", "read_sources"]
