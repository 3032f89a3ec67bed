"""The tests' own PostgreSQL: stopped and started with its data, and never left behind."""

import signal
import subprocess
import sys
from pathlib import Path

import psycopg2.extensions
import pytest

from tests.postgres import Server

#: Whoever is killed while their server runs.
VICTIM = """
import sys
from tests.postgres import Server
server = Server()
server.start()
print(server.folder, flush=True)
sys.stdin.read()
"""
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_stopped_server_refuses_and_comes_back_with_its_data(server: Server, mode: str) -> None:
    with server.database() as url:
        name = psycopg2.extensions.parse_dsn(url)["dbname"]
        server.sql("CREATE TABLE note AS SELECT 1 AS n", name)
        server.stop(mode)
        with pytest.raises(psycopg2.OperationalError):
            server.connect(name)
        server.start()
        assert server.sql("SELECT n FROM note", name) == [(1,)]
    assert (name,) not in server.sql("SELECT datname FROM pg_database")


def test_a_killed_run_leaves_no_server_and_no_folder() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", VICTIM], stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as victim:
        assert victim.stdout is not None
        folder = Path(victim.stdout.readline().rstrip())
        assert (folder / "data" / "postmaster.pid").exists()
        victim.send_signal(signal.SIGKILL)
        assert victim.stdout.read() == "", "ends with the guard, who was given the same output and goes last"
    assert not folder.exists()
