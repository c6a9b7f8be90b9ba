"""An Emacs on a terminal of its own, configured as its page says and asked by `emacsclient`."""

import fcntl
import json
import os
import pty
import shutil
import struct
import subprocess
import tempfile
import termios
import threading
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from .pages import configuration
from .waiting import wait

EMACS = os.environ.get("EMACS", "emacs")
EMACSCLIENT = os.environ.get("EMACSCLIENT", "emacsclient")

# Debian has Eglot beside the Emacs that it does not come with; what a test asks is answered over a socket. With an empty home
# Emacs would compile what it loads, beside the test.
BEFORE = """
(setq native-comp-deferred-compilation nil native-comp-jit-compilation nil)
(package-initialize)
(setq inhibit-startup-screen t make-backup-files nil auto-save-default nil create-lockfiles nil)
"""
AFTER = """
(require 'json)
(require 'server)
(setq server-socket-dir "{place}" server-name "s")
(server-start)
"""
LEAVE = "(eglot-shutdown-all) (let (kill-emacs-query-functions kill-buffer-query-functions) (kill-emacs))"


class Emacs:
    """One process with a file open. `settings` is Lisp that comes after the page's block."""

    def __init__(self, root: Path, file: str, env: Mapping[str, str], settings: str = "") -> None:
        self.root = root
        # A socket's address is short, and a test's own folder is not.
        self._place = Path(tempfile.mkdtemp(prefix="emacs-"))
        init = self._place / "init.el"
        init.write_text(BEFORE + configuration("emacs", "elisp") + settings + AFTER.format(place=self._place), "utf-8")
        self._env = {**os.environ, "HOME": str(self._place), "TERM": "vt100", "LC_ALL": "C.UTF-8", **env}
        self._screen, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 160, 0, 0))
        self._process = subprocess.Popen(
            ["setsid", "--ctty", EMACS, "-nw", "-q", "-l", str(init), str(root / file)],
            cwd=root, env=self._env, stdin=terminal, stdout=terminal, stderr=terminal,
        )  # fmt: skip
        os.close(terminal)
        self._drawn = bytearray()
        threading.Thread(target=self._draw, daemon=True).start()
        try:
            wait(lambda: self._client("t").returncode == 0, "Emacs to listen", said=lambda: bytes(self._drawn[-3000:]))
        except AssertionError:
            self._process.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """As a person leaves it, so that the server is told to go."""
        try:
            self.run(f"(run-at-time 0 nil (lambda () {LEAVE}))")
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            os.close(self._screen)
            shutil.rmtree(self._place, ignore_errors=True)

    def ask(self, expression: str) -> Any:
        """The value of a Lisp expression in the buffer that is shown, as JSON has it; lists have to be vectors."""
        shown = f"(with-current-buffer (window-buffer (selected-window)) (json-encode (vector {expression})))"
        answer = self._eval(f"(base64-encode-string (encode-coding-string {shown} 'utf-8) t)")
        return json.loads(b64decode(answer.strip('"')))[0]

    def run(self, expression: str) -> None:
        """Lisp in the buffer that is shown, whose value nobody wants."""
        self._eval(f"(with-current-buffer (window-buffer (selected-window)) {expression} nil)")

    def keys(self, keys: str) -> None:
        """Keys as they come from a keyboard."""
        os.write(self._screen, keys.encode())

    def open(self, path: str) -> None:
        """Visits a file, with the keys that a person uses."""
        self.keys(f"\x18\x06\x01\x0b{self.root / path}\r")
        wait(lambda: self.ask("(buffer-file-name)") == str(self.root / path), f"Emacs to visit {path}", said=self.said)

    def goto(self, line: int, column: int) -> None:
        """To a line and a column that count from 0, as keys do it, so that what follows a command is done."""
        self.run(f"(progn (goto-char (point-min)) (forward-line {line}) (forward-char {column}))")

    def text(self, path: str) -> str:
        """What is in a file's buffer, saved or not."""
        return self.ask(f'(with-current-buffer (find-file-noselect "{self.root / path}") (buffer-string))')

    def diagnostics(self) -> list[str]:
        """The messages shown in the buffer."""
        return self.ask("(vconcat (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))")

    def said(self) -> str:
        """What Emacs has said of late."""
        return self.ask('(with-current-buffer "*Messages*" (buffer-string))')

    def wait(self, done: Callable[[], Any], what: str, timeout: float = 60) -> None:
        wait(done, what, timeout, self.said)

    def _eval(self, expression: str) -> str:
        run = self._client(expression)
        assert run.returncode == 0, f"{expression}\n{run.stdout}{run.stderr}"
        return run.stdout.strip()

    def _client(self, expression: str) -> subprocess.CompletedProcess[str]:
        command = [EMACSCLIENT, "-s", str(self._place / "s"), "--eval", expression]
        return subprocess.run(command, env=self._env, capture_output=True, text=True, timeout=60)

    def _draw(self) -> None:
        """A terminal that nobody looks at has to be read all the same."""
        while True:
            try:
                drawn = os.read(self._screen, 65536)
            except OSError:
                return
            if not drawn:
                return
            self._drawn = (self._drawn + drawn)[-20000:]
