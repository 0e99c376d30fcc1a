"""The service as it is built, on a private PostgreSQL, for as long as a test file takes."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROGRAM = ROOT / ".build/debug/resonance"


class Service:
    """`resonance serve` on a free port, with a folder of its own that goes when it stops."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="resonance-browser-"))
        # Started as root, PostgreSQL runs as another user, who has to get through.
        self.folder.chmod(0o711)
        self.data = self.folder / "data"
        self.said = []
        self.process = None
        try:
            self.origin = self._start()
        except BaseException:
            self.stop()
            raise
        self.admin_key = (self.data / "admin.key").read_text().strip()

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("RESONANCE_", "PG"))}
        return kept | {"RESONANCE_OUTGOING_ALLOW": "127.0.0.0/8", "RESONANCE_DATA_DIR": str(self.data)}

    def _start(self):
        # A group of its own: a Ctrl-C is for the tests, which then stop it in order.
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0"], env=self._environment(), cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
        listening = threading.Event()
        threading.Thread(target=self._listen, args=(listening,), daemon=True).start()
        listening.wait(120)
        for line in self.said:
            if found := re.match(r"listening on (http://\S+)", line):
                return found[1]
        raise RuntimeError("the service did not listen:\n" + "".join(self.said))

    def _listen(self, listening):
        for line in self.process.stdout:
            self.said.append(line)
            if "stop with" in line:
                listening.set()
        listening.set()

    def run(self, *arguments):
        """What a command of the program prints, beside the running service."""
        return subprocess.run(
            [PROGRAM, *arguments], env=self._environment(), cwd=self.folder, text=True, check=True, timeout=60,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE).stdout.strip()

    def stop(self):
        """Ends it and whatever it started, and removes its files."""
        postgres = self._postgres()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        # It stops its server itself; where it could not, nobody else will.
        if postgres and _is_alive(postgres):
            os.kill(postgres, signal.SIGINT)
            _wait_for(lambda: not _is_alive(postgres), 20)
        elsewhere = self.data / "postgres/elsewhere"
        if elsewhere.is_symlink():
            shutil.rmtree(elsewhere.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _postgres(self):
        for file in self.data.glob("postgres/**/postmaster.pid"):
            return int(file.read_text().split()[0])
        return None


def _is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def _wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)


def eventually(read, seconds=30):
    """The first answer of `read` that counts as true; what it was last when the time is up."""
    end = time.monotonic() + seconds
    while True:
        found = read()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.1)
