"""A Neovim without a screen, configured as its page says and asked over its socket."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from .pages import configuration
from .waiting import wait

NVIM = os.environ.get("NVIM", "nvim")

# A value comes in a file, for what is printed of an expression is made fit for a terminal.
ANSWER = """
function Answer(value)
  vim.fn.writefile({{ vim.json.encode(value) }}, "{file}")
end
"""

# A person who picks the entry of a menu that has this text.
CHOOSE = """
function Choose(text)
  vim.ui.select = function(items, opts, chosen)
    local shown = {}
    for i, item in ipairs(items) do
      local title = (opts.format_item or tostring)(item)
      if title:find(text, 1, true) then return chosen(item, i) end
      table.insert(shown, title)
    end
    vim.g.menu = shown
  end
end
"""


# Seconds after which keys that have done nothing are pressed again.
AGAIN = 10

MESSAGES = "vim.fn.execute('messages')"
STANDS = (
    "{ mode = vim.api.nvim_get_mode(), file = vim.fn.expand('%'), cursor = vim.api.nvim_win_get_cursor(0), "
    "attached = vim.b.dovetail or false, clients = #vim.lsp.buf_get_clients() }"
)


class Neovim:
    """One process. `settings` is Lua that comes after the page's block."""

    def __init__(self, root: Path, env: Mapping[str, str], settings: str = "") -> None:
        self.root = root
        # A socket's address is short, and a test's own folder is not.
        self._place = Path(tempfile.mkdtemp(prefix="nvim-"))
        self._socket = self._place / "s"
        self._answer = self._place / "answer.json"
        init = self._place / "init.lua"
        init.write_text(configuration("neovim", "lua") + settings + ANSWER.format(file=self._answer) + CHOOSE, "utf-8")
        home = {"HOME": str(self._place), "XDG_STATE_HOME": str(self._place), "XDG_CACHE_HOME": str(self._place)}
        self._env = {**os.environ, **home, **env}
        self._process = subprocess.Popen(
            [NVIM, "--clean", "--headless", "-n", "-u", str(init), "--listen", str(self._socket)],
            cwd=root, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            wait(lambda: self._client("--remote-expr", "1").returncode == 0, "Neovim to listen")
        except AssertionError:
            self._process.kill()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """As a person leaves it, so that the server is told to go."""
        try:
            self.run("vim.defer_fn(function() vim.cmd('qa!') end, 200)")
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            shutil.rmtree(self._place, ignore_errors=True)

    def ask(self, expression: str) -> Any:
        """The value of a Lua expression, which may use `vim`."""
        quoted = f"Answer({{{expression}}})".replace("'", "''")
        self._remote("--remote-expr", f"luaeval('{quoted}')")
        found: Any = json.loads(self._answer.read_bytes())
        return found[0] if found else None

    def run(self, statement: str) -> None:
        """Lua that answers nothing."""
        self.ask(f"(function() {statement} end)()")

    def keys(self, keys: str) -> None:
        """Keys, in Vim's notation, as a person presses them."""
        self._remote("--remote-send", keys)

    def open(self, path: str) -> None:
        self.run(f"vim.cmd('edit {self.root / path}')")

    def cursor(self, line: int, column: int) -> None:
        """To a line and a column that count from 0."""
        self.run(f"vim.api.nvim_win_set_cursor(0, {{{line + 1}, {column}}})")

    def text(self, path: str) -> str:
        """What is in a file's buffer, saved or not."""
        lines = self.ask(f"vim.api.nvim_buf_get_lines(vim.fn.bufadd('{self.root / path}'), 0, -1, false)")
        return "".join(f"{line}\n" for line in lines)

    def diagnostics(self, path: str | None = None) -> list[str]:
        """The messages shown in a file, by default in the current one."""
        buffer = "0" if path is None else f"vim.fn.bufadd('{self.root / path}')"
        return [d["message"] for d in self.ask(f"vim.diagnostic.get({buffer})")]

    def lenses(self) -> list[str]:
        """The titles of the lenses of the current file."""
        return [lens["command"]["title"] for lens in self.ask("vim.lsp.codelens.get(0)")]

    def shown(self) -> list[str]:
        """The lines of every floating window."""
        return self.ask(
            "(function() local all = {} for _, w in ipairs(vim.api.nvim_list_wins()) do "
            "if vim.api.nvim_win_get_config(w).relative ~= '' then "
            "vim.list_extend(all, vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(w), 0, -1, false)) end end return all end)()"
        )

    def wait(self, done: Callable[[], Any], what: str, timeout: float = 60) -> None:
        """Until something is so; what does not come is explained by what Neovim has said and where it stands."""
        wait(done, what, timeout, lambda: f"{self.ask(STANDS)}\n{self.ask(MESSAGES)}")

    def press(self, keys: str, done: Callable[[], Any], what: str) -> None:
        """Keys, until they have done something: a key that meets a message still on the screen only takes it away, and a
        person presses it again."""
        pressed = 0.0

        def tried() -> Any:
            nonlocal pressed
            if seen := done():
                return seen
            if time.monotonic() - pressed > AGAIN:
                pressed = time.monotonic()
                self.keys(keys)
            return done()

        self.wait(tried, what)

    def _remote(self, how: str, text: str) -> None:
        run = self._client(how, text)
        assert run.returncode == 0, f"{text}\n{run.stdout}{run.stderr}"

    def _client(self, how: str, text: str) -> subprocess.CompletedProcess[str]:
        command = [NVIM, "--clean", "--headless", "--server", str(self._socket), how, text]
        return subprocess.run(command, env=self._env, capture_output=True, text=True, timeout=60)
