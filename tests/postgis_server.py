"""A PostgreSQL with PostGIS, started for tests and benches and thrown away afterwards."""

import dataclasses
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PASSWORD = "s3cret-Horse"  # noqa: S105 (of a database that lives for seconds)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl: on the path, or where Debian keeps them."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return folders[-1] if folders else None


def has_postgis() -> bool:
    shares = (Path("/usr/share/postgresql"), Path("/usr/local/share/postgresql"))
    return any(True for share in shares for _ in share.glob("*/extension/postgis.control"))


@dataclasses.dataclass
class Server:
    """A running server: its socket's folder and its port."""

    folder: Path
    port: int

    def url(self, name: str = "maps", **options: str) -> str:
        pairs = {"host": str(self.folder), "port": str(self.port), "user": "postgres", **options}
        return f"postgresql:///{name}?" + "&".join(f"{k}={v}" for k, v in pairs.items())

    def ask(self, query: str, name: str = "maps") -> list[tuple]:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def running_server() -> Iterator[Server]:
    """A server with an empty database `maps`."""
    # PostgreSQL refuses to run as root
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="geomap-pg-"))
    folder.chmod(0o777)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binaries, data = programs(), folder / "data"

    def control_with(*words: str) -> None:
        subprocess.run([*as_user, *words], check=True, stdout=subprocess.DEVNULL, cwd="/")

    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    auth = ["--auth-local=trust", "--auth-host=scram-sha-256", f"--pwfile={secret}"]
    control_with(f"{binaries}/initdb", "-D", str(data), "-U", "postgres", "-E", "UTF8", *auth)
    options = f"-k {folder} -p {port} -c fsync=off -c listen_addresses=127.0.0.1"
    control = (f"{binaries}/pg_ctl", "-D", str(data), "-w", "-s")
    control_with(*control, "-l", str(data / "log"), "-o", options, "start")
    running = Server(folder, port)
    try:
        running.ask("CREATE DATABASE maps", "postgres")
        yield running
    finally:
        control_with(*control, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
