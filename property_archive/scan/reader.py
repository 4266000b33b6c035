"""Starts and asks the process that reads files and recognises scanned pages (requirement G3)."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from threading import Timer

#: The optional Python libraries, by the names of their packages.
LIBRARIES = ("rapidocr", "onnxruntime", "pypdfium2")
#: Seconds for the models to be loaded, and for an answer: a page takes five.
_START_SECONDS = 30
_SECONDS = 45
#: What the process is told of its surroundings: no password of a database is among it.
_ENVIRONMENT = ("PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "HOME", "TMPDIR", "LANG")


class UnreadableError(Exception):
    """A file, or a page of it, that the libraries do not read."""


class ReaderDiedError(Exception):
    """The process ended over a file, or was ended because it took too long."""


def is_available():
    """Whether the libraries are installed. None of them is loaded for that.

    :rtype: bool
    """
    return all(find_spec(name) for name in LIBRARIES)


class TextReader:
    """A process with the libraries loaded, for as long as a ``with`` takes.

    :param float seconds: how long an answer may take
    """

    #: What the process is told to read.
    _kind = "texts"

    def __init__(self, seconds=_SECONDS):
        self.seconds = seconds
        self.process = None

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.stop()

    def start(self):
        """Start the process unless it runs.

        :raise RuntimeError: when the libraries are not whole
        """
        if self.process:
            return
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("worker.py")), self._kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # a key that stops the server is not its file's fault
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        )
        try:
            answer = self._answer(_START_SECONDS)
        except ReaderDiedError:
            answer = {}
        if not answer.get("ready"):
            self.stop()
            raise RuntimeError(
                f"The reader of {self._kind} does not start: {answer.get('error', 'no answer')}"
            )

    def stop(self):
        """End the process, and with it all the memory that it took."""
        process, self.process = self.process, None
        if process:
            process.kill()
            process.communicate()

    def open(self, data, mimetype, name=""):
        """Hand a file over.

        :param bytes data: the file
        :param str mimetype: what kind of file
        :param str name: what it is called
        :return: how many pages it has
        :rtype: int
        :raise UnreadableError: when it is no such file, or locked with a password
        :raise ReaderDiedError: when the process did not survive it
        """
        request = {"size": len(data), "mimetype": mimetype or "", "name": name or ""}
        return self._ask(request, data)["pages"]

    def page(self, number):
        """Read a page of the file handed over last.

        :param int number: from 0
        :return: its lines
        :rtype: str
        :raise UnreadableError: when this page cannot be read
        :raise ReaderDiedError: when the process did not survive it
        """
        return self._ask({"page": number})["text"]

    def _ask(self, request, data=b""):
        self.start()
        answer = self._answer(self.seconds, json.dumps(request).encode() + b"\n" + data)
        if "error" in answer:
            raise UnreadableError(answer["error"])
        return answer

    def _answer(self, seconds, request=b""):
        # whoever hangs is ended: the pipe closes, and the line that is waited for is empty
        timer = Timer(seconds, self.process.kill)
        timer.start()
        try:
            if request:
                self.process.stdin.write(request)
                self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if not line.endswith(b"\n"):
            self.stop()
            raise ReaderDiedError
        return json.loads(line)


class ScanReader(TextReader):
    """The same with the models that recognise the words on pictures."""

    _kind = "scans"
