"""Run the command line as ``python -m kgtool``."""

from kgtool.cli import main

main()
