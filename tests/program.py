"""The real program in a process of its own, in an environment that knows nothing of this machine."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 60


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """`kppn-tui` with a home in `home` and nothing else."""

    home: Path
    more: Mapping[str, str]

    @property
    def env(self) -> dict[str, str]:
        """The whole environment of the program."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONPYCACHEPREFIX")}
        return {"HOME": str(self.home), "TERM": "xterm-256color", **kept, **self.more}

    def start(self, *arguments: object, script: str = "") -> "subprocess.Popen[str]":
        """The program, running; `script` runs in its place."""
        return subprocess.Popen(
            [sys.executable, "-c", script] if script else command(*arguments),
            env=self.env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, stdin: str = "") -> Done:
        """The program, run to its end."""
        with self.start(*arguments) as process:
            out, err = process.communicate(stdin, timeout=TIMEOUT)
            return Done(process.returncode, out, err)

    def fails(self, code: int, *arguments: object, stdin: str = "") -> str:
        """The one sentence with which the program refuses; it exits with `code`."""
        done = self.run(*arguments, stdin=stdin)
        assert (done.code, done.out) == (code, ""), done
        assert done.err.startswith("kppn-tui: ") and done.err.count("\n") == 1, done
        return done.err.removeprefix("kppn-tui: ").rstrip("\n")


def command(*arguments: object) -> list[str]:
    """How the program is started."""
    return [sys.executable, "-m", "kppn_tui", *map(str, arguments)]
