"""A real terminal for the real program: tmux on a socket of its own, keys in, the screen as text out."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

from tests.waiting import PATIENCE

#: How often the screen is looked at while something is awaited, and how often a program that may still be at work.
LOOK, ASLEEP = 0.015, 0.01
_NUMBERS = count(1)
#: Ends the line with the exit code; the shell stays, so that what the program left behind can be looked at.
_SHELL = '"$@"; printf "\\n[ended %s]\\n" "$?"; read -r _'
#: White space, and the edges of a toast or form where a sentence is wrapped.
_BETWEEN = r"[\s▌▊▎│]+"
#: Asleep is who was not woken between that many looks: longer than the pause before a screen is painted.
_QUIET = 3
_AT_WORK = "at work"
#: A change of style, or text in the style so far.
_STYLED = re.compile(r"\x1b\[([0-9;:]*)m|([^\x1b]+)")
#: Colours with their numbers: a 7 in them reverses nothing.
_COLOUR = re.compile(r"[34]8[;:](?:5[;:]\d+|2[;:]\d+[;:]\d+[;:]\d+)")
_ENDED = re.compile(r"^\[ended (\d+)\]$", re.MULTILINE)


class Desktop:
    """One program in one terminal of `width`×`height`, with a home of its own below `home`."""

    def __init__(self, home: Path, size: tuple[int, int] = (80, 24), env: Mapping[str, str] | None = None) -> None:
        if shutil.which("tmux") is None:
            raise AssertionError("tmux is missing, the terminal of these tests; `make test` installs it.")
        self.home = home
        self.size = size
        self.env = isolated(home) | dict(env or {})
        self._socket = ""
        self._terminal = self._shell = 0

    # Life ---------------------------------------------------------------------------------------------------------

    def start(self, *command: str) -> None:
        """Run `command` in the terminal, anew if another one ran there before."""
        self.end()
        self._socket = f"kppn-e2e-{os.getpid()}-{next(_NUMBERS)}"
        width, height = (str(length) for length in self.size)
        options = [("status", "off"), ("default-terminal", "tmux-256color"), ("escape-time", "0"), ("mouse", "on")]
        before = [part for name, value in options for part in ("set-option", "-g", name, value, ";")]
        shell = ["sh", "-c", _SHELL, "sh", *command]
        self._tmux("start-server", ";", *before, "new-session", "-d", "-x", width, "-y", height, "--", *shell)
        self._terminal, self._shell = (int(pid) for pid in self.asked("#{pid} #{pane_pid}").split())

    def end(self) -> None:
        """Kill whatever still runs."""
        if not self._socket:
            return
        self.kill9()
        with suppress(subprocess.CalledProcessError):
            self._tmux("kill-server")

    def kill9(self) -> None:
        """`kill -9` for the program; the terminal stays."""
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            self.wait(lambda: self.pid != pid, "the killed program is gone")

    @property
    def pid(self) -> int | None:
        """The program's process, None once it has ended."""
        try:
            children = Path(f"/proc/{self._shell}/task/{self._shell}/children").read_text().split()
        except OSError:
            return None
        return int(children[0]) if children else None

    def wait_ended(self, seconds: float = PATIENCE) -> int:
        """The program's exit code, once it has ended."""
        return int(self.wait_for(_ENDED, seconds)[1])

    # Keys ---------------------------------------------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Press `keys` by their tmux names ("F9", "Enter", "a", "BTab"), each when the one before has been heeded."""
        for key in keys:
            self.send(key)
            self._settle()

    def send(self, *keys: str) -> None:
        """Press `keys` in one go and don't wait; what is no key's name is typed."""
        self._tmux("send-keys", "--", *keys)

    def send_bytes(self, *numbers: int) -> None:
        """Send bytes as they are, in one write, whatever they are in UTF-8."""
        self._tmux("send-keys", "-H", "--", *(f"{number:02x}" for number in numbers))

    def type(self, text: str) -> None:
        """Type `text`, letter by letter."""
        self._tmux("send-keys", "-l", "--", text)
        self._settle()

    def _settle(self) -> None:
        """Wait until terminal and program sleep again: no hand is so quick that its next key comes before that."""
        pids = [pid for pid in (self._terminal, self.pid) if pid]
        seen: list[str] = []

        def asleep() -> bool:
            seen.append(" ".join(map(_activity, pids)))
            return len(seen) >= _QUIET and len(set(seen[-_QUIET:])) == 1 and _AT_WORK not in seen[-1]

        self.wait(asleep, "the program has heeded the keys", look=ASLEEP)

    def escape(self) -> None:
        """Leave a field or a form, which the footer tells: a key before that would be taken for Alt and that key."""
        before = self.footer()
        self.send("Escape")
        self.wait(lambda: self.footer() != before, "the footer of another place")
        self._settle()

    def resize(self, width: int, height: int) -> None:
        """Another size of the terminal."""
        self.size = (width, height)
        self._tmux("resize-window", "-x", str(width), "-y", str(height))

    # Looking ------------------------------------------------------------------------------------------------------

    def screen(self) -> str:
        """What stands on the screen, a line a row."""
        return self._tmux("capture-pane", "-p")

    def painted(self) -> list[str]:
        """The lines of the screen, where a reversed blank is a block: what is drawn and not written is seen too."""
        return [_with_blocks(line) for line in self._tmux("capture-pane", "-p", "-e", "-N").split("\n")]

    def footer(self) -> str:
        """The line with the keys."""
        return self.screen().rstrip().rpartition("\n")[2]

    def words(self) -> str:
        """The screen with each run of white space as one blank, so that a wrapped sentence is found."""
        return " ".join(self.screen().split())

    def asked(self, form: str) -> str:
        """What tmux knows of the terminal, for example `#{cursor_flag}`."""
        return self._tmux("display-message", "-p", form).strip()

    def wait(self, holds: Callable[[], object], what: str, seconds: float = PATIENCE, look: float = LOOK) -> None:
        """Wait until `holds` does.

        Raises:
            AssertionError: it doesn't after `seconds`; the message shows the screen.
        """
        limit = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > limit:
                raise AssertionError(f"waited {seconds} s in vain: {what}\n{self.picture()}")
            time.sleep(look)

    def wait_for(self, text: str | re.Pattern[str], seconds: float = PATIENCE) -> re.Match[str]:
        """The first place where `text` stands on the screen; a plain text may be wrapped there."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(_BETWEEN.join(map(re.escape, text.split())))
        found: list[re.Match[str]] = []

        def stands() -> bool:
            found.extend(pattern.finditer(self.screen()))
            return bool(found)

        self.wait(stands, pattern.pattern, seconds)
        return found[0]

    def wait_gone(self, text: str, seconds: float = PATIENCE) -> None:
        """Wait until `text` no longer stands on the screen."""
        self.wait(lambda: text not in self.screen(), f"“{text}” is gone", seconds)

    def picture(self) -> str:
        """The screen in a frame, for a failure."""
        try:
            screen = self.screen()
        except subprocess.CalledProcessError:
            return "(the terminal is closed)"
        edge = "─" * self.size[0]
        return "\n".join([f"┌{edge}", *(f"│{line}" for line in screen.split("\n")), f"└{edge}"])

    def _tmux(self, *arguments: str) -> str:
        command = ["tmux", "-u", "-L", self._socket, "-f", "/dev/null", *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True, env=self.env, cwd=self.home).stdout


def _with_blocks(line: str) -> str:
    """A captured line as text, its reversed blanks as blocks; tmux begins each change of style with a reset."""
    reversed_, shown = False, ""
    for style, text in _STYLED.findall(line):
        if text:
            shown += text.replace(" ", "█") if reversed_ else text
        else:
            codes = _COLOUR.sub("", style).split(";")
            reversed_ = "7" in codes or (reversed_ and not {"", "0", "27"} & set(codes))
    return shown


def isolated(home: Path) -> dict[str, str]:
    """An environment with nothing of whoever runs the tests: no language, no colours, no folders."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "VIRTUAL_ENV") if name in os.environ}
    return kept | {"HOME": str(home), "LC_ALL": "C.UTF-8", "SHELL": "/bin/sh", "TMUX_TMPDIR": str(home)}


def _activity(pid: int) -> str:
    """How often the threads of a sleeping program have been woken so far; `_AT_WORK` while one of them runs."""
    woken = []
    for status in Path(f"/proc/{pid}/task").glob("*/status"):
        with suppress(OSError):  # the thread has ended
            facts = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
            if not facts["State"].startswith("S"):
                return _AT_WORK
            woken.append(facts["voluntary_ctxt_switches"])
    return " ".join(woken)
