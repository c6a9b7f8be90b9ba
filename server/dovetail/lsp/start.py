"""The start of `dovetail lsp`: the handshake is answered at once, then the rest is imported.

An editor waits for the answer to `initialize` before it shows anything of a server. What answers it needs 20 ms of
imports; pygls, the protocol's types, the readers and the rules need a second, which passes while the editor goes on.
"""

import gc
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, cast

from dovetail import __version__

from .capabilities import capabilities
from .jsonrpc import INVALID_PARAMS, NOT_INITIALIZED, Message, Refusal, is_request, read, result
from .params import inner
from .units import agreed
from .wire import Wire


def run() -> None:
    """Serve one client on stdin and stdout until it goes."""
    gc.disable()  # until what is imported has been imported
    wire = Wire(sys.stdin.fileno(), _own_output())
    early: list[bytes] = []
    params = _handshake(wire, early)
    if params is None:
        wire.finish()
        os._exit(1)
    with without_openssl():
        from .serving import serve

    code = serve(wire, params, early)
    wire.finish()
    sys.stderr.flush()
    os._exit(code)  # what runs beside the loop must not keep the process of an editor that has gone


@contextmanager
def without_openssl() -> Generator[None]:
    """What is imported meanwhile is imported as by a Python that was built without OpenSSL, whose libraries take 5 MB.

    `asyncio` brings them for connections with TLS and `hashlib` for speed with long texts; both say how to do without. Who serves an
    editor talks through pipes, and to engines through a socket of the same machine; it hashes short texts. Some systems, such as Fedora,
    build a Python whose hashes are those of OpenSSL alone: there `hashlib` keeps them.
    """
    unneeded = ("ssl", "_hashlib") if _hashes_by_itself() else ("ssl",)
    withheld = [name for name in unneeded if name not in sys.modules]
    modules = cast("dict[str, Any]", sys.modules)  # None there is how an import is made to fail
    modules.update(dict.fromkeys(withheld))
    try:
        yield
    finally:
        for name in withheld:
            del modules[name]


def _hashes_by_itself() -> bool:
    """True for a Python that has modules of its own for what `hashlib` promises; SHA-2 is one module from Python 3.12 on, two before."""
    missing = {
        name for name in ("_md5", "_sha1", "_sha2", "_sha256", "_sha512", "_sha3", "_blake2") if not find_spec(name)
    }
    return missing <= {"_sha256", "_sha512"} or missing <= {"_sha2"}


def _own_output() -> int:
    """The client's end of stdout, for the protocol alone: what a library prints goes to the log."""
    writes = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return writes


def _handshake(wire: Wire, early: list[bytes]) -> dict[str, Any] | None:
    """Answer `initialize` and return its parameters, or None where the client went before. What came behind it is `early`."""
    while not wire.ended:
        bodies = wire.receive()
        for at, body in enumerate(bodies):
            try:
                params = _answered(wire, read(body))
            except Refusal as refusal:
                wire.send(refusal.response)
            except SystemExit:
                return None
            else:
                if params is not None:
                    early += bodies[at + 1 :]
                    return params
    return None


def _answered(wire: Wire, message: Message) -> dict[str, Any] | None:
    """The parameters of `initialize`, answered; None for any other message, which is refused."""
    method, params = message.get("method"), message.get("params")
    if method == "exit":
        raise SystemExit
    if not is_request(message):
        return None
    if method != "initialize":
        raise Refusal(NOT_INITIALIZED, "The client must send `initialize` first.", message["id"])
    if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
        raise Refusal(
            INVALID_PARAMS, "The parameters do not fit `initialize`: `capabilities` is missing.", message["id"]
        )
    encoding = agreed(inner(params, "capabilities", "general", "positionEncodings"))
    answer = {
        "capabilities": capabilities(encoding, params),
        "serverInfo": {"name": "dovetail", "version": __version__},
    }
    wire.send(result(message["id"], answer))
    return params
