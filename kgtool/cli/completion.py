"""``kgtool completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kgtool.cli import cli, write


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def command(shell: str) -> int:
    """Print what makes a shell complete commands, questions, parameters and values.

    For bash: eval "$(kgtool completion bash)"; for fish: kgtool completion fish | source.
    """
    found = get_completion_class(shell)
    assert found is not None
    # bash would take theme=子 as three words, and complete none of them
    words = "COMP_WORDBREAKS=${COMP_WORDBREAKS//=}\n" if shell == "bash" else ""
    write(words + found(cli, {}, "kgtool", "_KGTOOL_COMPLETE").source() + "\n")
    return 0
