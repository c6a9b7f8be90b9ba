"""What the path of a file says of it."""

import pytest

from dovetail.core.paths import is_test


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("test/app.ts", True),
        ("src/modules/rooms/test/rooms.ts", True),
        ("src/modules/test/test.service.spec.ts", True),
        ("src/modules/test/test/rooms.ts", True),
        ("test/modules/test/rooms.ts", True),
        ("modules/test/helpers/testUtils.ts", True),
        ("src/modules/test/test.controller.ts", False),
        ("src/modules/test/dto/item.dto.ts", False),
        ("src/features/tests/tests.service.ts", False),
        ("src/test/test.controller.ts", False),
        ("src/test/rooms.ts", True),
        ("src/rooms/testimonials.ts", False),
    ],
)
def test_a_part_of_an_application_that_is_called_so_is_none_of_its_tests(path: str, said: bool) -> None:
    assert is_test(path) is said
