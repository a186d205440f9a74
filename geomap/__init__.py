"""geomap: from reports to a map you can defend."""

__version__ = "0.1.0"
