"""Questions one after the other: a prompt on a terminal, lines of a pipe elsewhere."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from seatrial.answers.model import Answer
from seatrial.answers.render import sources, told, told_sentences
from seatrial.asking import Reader, ask_tree, asked
from seatrial.errors import EnvironmentRefused, UsageError
from seatrial.escape import terminal
from seatrial.known_tree import KnownTree

PROMPT = "ask> "
HELP = """\
Ask in plain words, such as: which licence? is logging structured? why is G5 pending?
  /sources   all quoted lines and the evidence of the last answer
  /gate G5   one gate: its status, why, and what closes it
  /help      this text
  /quit      leave (or Ctrl-D)"""
_MOST_REMEMBERED = 1000


@dataclass
class Session:
    """One conversation about a folder. `look` gives what is known of it now: it may change while
    somebody asks. `tell` gives what of an answer was not shown while it was read."""

    look: Callable[[], KnownTree]
    read: Reader | None = None
    tell: Callable[[Answer], str] = told
    last: Answer | None = field(default=None, init=False)

    def reply(self, line: str) -> str | None:
        """What is said to one line; None ends the conversation."""
        words = line.split()
        if words and words[0].startswith("/"):
            return self._command(words[0].lower(), " ".join(words[1:]))
        try:
            self.last = ask_tree(self.look(), asked(line), self.read)
        except (UsageError, EnvironmentRefused) as error:
            return terminal(str(error))
        return self.tell(self.last)

    def _command(self, name: str, rest: str) -> str | None:
        if name in ("/quit", "/exit", "/q"):
            return None
        if name == "/sources":
            return sources(self.last) if self.last else "Nothing was answered yet."
        if name == "/gate":
            return self._gate(rest)
        if name == "/help":
            return HELP
        return terminal(f"no command {name!r}; /help lists them")

    def _gate(self, gate: str) -> str:
        sheet = self.look().sheet
        why, needs = sheet.told("gate", gate.lower()), sheet.told("gate-needs", gate.lower())
        if not why:
            return terminal(f"no gate {gate!r}; name one, such as: /gate G5")
        return told_sentences([*why, *needs[1:]])


def converse(session: Session, history: Path) -> None:
    """Answer line by line until the end of the input, `/quit` or Ctrl-C."""
    lines = _typed(history) if sys.stdin.isatty() else _piped()
    with contextlib.suppress(KeyboardInterrupt):  # at the prompt nothing is cut off
        for line in lines:
            if not line.strip():
                continue
            said = session.reply(line)
            if said is None:
                return
            sys.stdout.write(f"{said}\n\n")
            sys.stdout.flush()


def _piped() -> Iterator[str]:
    """Lines as they come. What is no UTF-8 is replaced, as on the command line."""
    return (line.decode("utf-8", "replace") for line in sys.stdin.buffer)


def _typed(history: Path) -> Iterator[str]:
    """Lines that a person types, with those of earlier sessions behind the arrow keys."""
    with _remembering(history):
        while True:
            try:
                yield input(PROMPT)
            except EOFError:
                sys.stdout.write("\n")
                return


@contextlib.contextmanager
def _remembering(history: Path) -> Iterator[None]:
    """Line editing with a history that only its owner may read, where there is a readline."""
    try:
        import readline
    except ImportError:  # Windows
        yield
        return
    os.close(os.open(history, os.O_CREAT | os.O_RDWR, 0o600))
    with contextlib.suppress(OSError):  # damaged or of another library: begin a new one
        readline.read_history_file(history)
    readline.set_history_length(_MOST_REMEMBERED)
    try:
        yield
    finally:
        with contextlib.suppress(OSError):  # a full disk must not hide what was answered
            readline.write_history_file(history)
