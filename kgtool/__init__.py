"""The open graph of Japan's municipal plans: extract, build, check, query, serve and publish."""

__version__ = "0.1.0"
