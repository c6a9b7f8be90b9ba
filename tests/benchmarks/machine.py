"""What figures were taken on."""

import os
import platform
from pathlib import Path


def described() -> str:
    """The machine, how busy it is, and the interpreter."""
    load = os.getloadavg()[0]
    return f"{_processor()}, {os.cpu_count()} cores, load {load:.1f}\n{platform.platform()}, Python {platform.python_version()}\n"


def _processor() -> str:
    """The model of the processor, where the system says it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
