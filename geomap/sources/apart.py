"""PDFs read in a process of their own, with bounds on time and memory.

A file of 6 kB can make PDFium ask for all memory, one of 500 kB keep it busy for minutes, and a
broken one can end the process that reads it. So one worker reads all PDFs of a run; where it
ends, that file is told with its page and the rest goes on with a new worker.
"""

import contextlib
import importlib
import os
import queue
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from geomap.sources.draft import Draft
from geomap.sources.files import Unreadable
from geomap.sources.pdf import read_pdf

__all__ = ["PdfReader"]

MEMORY_LIMIT_BYTES = 3_000_000_000  # of addresses; 300 pages of a study take 50 million
PAGE_LIMIT_S = 20  # of processor time; the slowest page of 44 PDFs with tables took 0.03
SILENCE_LIMIT_S = 600  # from one answer to the next where the system bounds no processor time
_SIZE = struct.Struct(">Q")
_MEND = "print it to a new PDF, or save its text as .txt"


class _Limits(NamedTuple):
    """What a page may take."""

    page_s: int
    memory_bytes: int


class _Answer(msgspec.Struct):
    """What the worker says of a file: a draft, or why there is none."""

    draft: Draft | None = None
    why: str | None = None


class PdfReader:
    """Reads PDFs in a worker that starts with the first and is ended by `close`.

    Parameters
    ----------
    page_limit_s
        Processor time that a page may take, in whole seconds.
    memory_limit_bytes
        Addresses that the worker may use, its own 50 MB among them.
    """

    def __init__(
        self, *, page_limit_s: int = PAGE_LIMIT_S, memory_limit_bytes: int = MEMORY_LIMIT_BYTES
    ) -> None:
        self._limits = _Limits(page_limit_s, memory_limit_bytes)
        self._worker: _Worker | None = None

    def read(self, data: bytes) -> Draft:
        """Text of a PDF, as `read_pdf`.

        Raises
        ------
        Unreadable
            Also where a page takes more time or memory than it may.
        """
        if self._worker is None:
            self._worker = _started(self._limits)
        if self._worker is None:
            return read_pdf(data)
        answer = self._worker.ask(data)
        if answer is None:
            why = self._worker.told_by_its_end()
            self.close()
            raise Unreadable(why)
        if answer.draft is None:
            raise Unreadable(answer.why or "")
        return answer.draft

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.end()
        self._worker = None


def _started(limits: "_Limits") -> "_Worker | None":
    """A worker; None within programs that are no Python interpreter (QGIS, for one)."""
    if not Path(sys.executable or "").name.lower().startswith(("python", "pypy")):
        return None
    try:
        return _Worker(limits)
    except OSError:  # no more processes are allowed: better unbounded than not at all
        return None


class _Worker:
    """The process, and a thread that waits for its answers."""

    def __init__(self, limits: "_Limits") -> None:
        self.limits = limits
        home = str(Path(__file__).parents[2])
        known = os.environ.get("PYTHONPATH")
        paths = os.pathsep.join(filter(None, (home, known)))
        self.page = tempfile.TemporaryFile()  # noqa: SIM115 (closed by `end`)
        self.process = subprocess.Popen(  # noqa: S603 (this interpreter, this module)
            [sys.executable, "-P", "-m", __name__, str(limits.page_s), str(limits.memory_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.page,
            env=os.environ | {"PYTHONPATH": paths},
        )
        self.answers: queue.Queue[_Answer | None] = queue.Queue()
        self.is_late = False
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        stream = self.process.stdout
        while stream is not None and (frame := _received(stream)) is not None:
            self.answers.put(msgspec.msgpack.decode(frame, type=_Answer))
        self.answers.put(None)

    def ask(self, data: bytes) -> _Answer | None:
        """The answer about a file; None where the worker ended or kept silent."""
        if self.process.stdin is None:
            return None
        with contextlib.suppress(BrokenPipeError):
            _send(self.process.stdin, data)
        try:
            return self.answers.get(timeout=SILENCE_LIMIT_S)
        except queue.Empty:
            self.is_late = True
            return None

    def told_by_its_end(self) -> str:
        """Why there is no answer: which page took too long, or broke the reader."""
        if self.is_late:
            self.process.kill()
        code = self.process.wait()
        self.page.seek(0)
        page = self.page.read(20).partition(b"\n")[0].decode("ascii", "replace")
        where = f"page {page}" if page.strip("0").isdigit() else "the file"
        if self.is_late or code == -_overdue():
            return f"{where} takes over {self.limits.page_s} s to read; {_MEND}"
        return (
            f"{where} breaks the reader or needs over {self.limits.memory_bytes / 1e9:.3g} GB "
            f"of memory; {_MEND}"
        )

    def end(self) -> None:
        """End the process, then close what led to it: the thread may still wait for an answer."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.page):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _overdue() -> int:
    """Number of the signal that ends a process after its processor time; -1 where there is none."""
    import signal

    return int(getattr(signal, "SIGXCPU", -1))


def _send(stream: IO[bytes], frame: bytes) -> None:
    stream.write(_SIZE.pack(len(frame)))
    stream.write(frame)
    stream.flush()


def _received(stream: IO[bytes]) -> bytes | None:
    """The next frame; None at the end of the stream."""
    try:
        head = stream.read(_SIZE.size)
        if len(head) < _SIZE.size:
            return None
        (size,) = _SIZE.unpack(head)
        frame = stream.read(size)
    except ValueError:  # closed by this side
        return None
    return frame if len(frame) == size else None


# ---- the worker's side ----


def _serve() -> None:
    """Read one PDF after the other from standard input, and write an answer for each."""
    started = _bounded(_Limits(*map(int, sys.argv[1:3])))
    while (data := _received(sys.stdin.buffer)) is not None:
        started(0)
        try:
            answer = _Answer(draft=read_pdf(data, on_page=started))
        except Unreadable as error:
            answer = _Answer(why=str(error))
        except MemoryError:
            return
        _send(sys.stdout.buffer, msgspec.msgpack.encode(answer))


def _bounded(limits: _Limits) -> Callable[[int], None]:
    """Bound this process's memory; what to call with each page's number bounds its time."""
    resource: Any = None
    with contextlib.suppress(ImportError):  # Windows has none
        resource = importlib.import_module("resource")
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = limits.memory_bytes if most < 0 else min(most, limits.memory_bytes)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))

    def started(page: int) -> None:
        # the page's number is left in the file that stands for the worker's errors
        os.lseek(2, 0, os.SEEK_SET)
        os.write(2, b"%d\n" % page)
        if resource is not None:
            _, longest = resource.getrlimit(resource.RLIMIT_CPU)
            end = int(time.process_time()) + 1 + limits.page_s
            resource.setrlimit(
                resource.RLIMIT_CPU, (end if longest < 0 else min(end, longest), longest)
            )

    return started


if __name__ == "__main__":
    _serve()
