"""What schemas say of other files."""

from typing import Final

FILE: Final = "another file"  # the type of a use of one, whose chain is its name as it is written
