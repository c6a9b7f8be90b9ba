"""Numbers as the literals of all languages have them."""


def written_number(number: int | float) -> str:
    """The shortest decimal form of a number."""
    return str(int(number)) if isinstance(number, int) or number.is_integer() else repr(number)


def computed(operator: str, a: int | float, b: int | float) -> int | float | None:
    match operator:
        case "*" if abs(a) < 1e15 and abs(b) < 1e15:
            return a * b
        case "+":
            return a + b
        case "-":
            return a - b
        case "/" if b:
            return a / b
        case _:
            return None


def parsed_number(text: str) -> int | float | None:
    text = text.replace("_", "").removesuffix("n")
    try:
        if text[:2].lower() in ("0x", "0o", "0b"):
            return int(text, 0)
        return int(text) if text.isdecimal() else float(text)
    except ValueError:
        return None
