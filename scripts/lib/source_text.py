# Just enough reading of C++ for the house rules: text without comments and strings, functions with their
# lengths, and the statements at namespace scope.
#
# Not a parser. It relies on clang-format having laid the file out, and a rule that needs more than this
# belongs into a compiler warning.
import dataclasses
import re

_NOISE = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)
_SCOPE = re.compile(r"\b(?:namespace|class|struct|union|enum)\b")


def without_noise(text):
    """The text with comments, strings and preprocessor lines blanked; line numbers stay as they are."""
    def blank(match):
        found = match.group(0)
        return ('""' if found[0] in "\"'R" else "") + "\n" * found.count("\n")
    text = _NOISE.sub(blank, text)
    return re.sub(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.MULTILINE)


def comments(text):
    """(line, words) of each comment, without its slashes."""
    for match in _NOISE.finditer(text):
        found = match.group(0)
        if found[:2] in ("//", "/*"):
            for number, line in enumerate(found.splitlines(), text[:match.start()].count("\n") + 1):
                yield number, line.lstrip("/* ")


@dataclasses.dataclass
class Function:
    name: str
    line: int
    lines: int


@dataclasses.dataclass
class Statement:
    text: str
    line: int
    scope: str  # "namespace", "type" or "function"


def _kind(opening, inside):
    """What a brace after `opening` begins: a namespace, a type, a function, or only a value."""
    head = opening.strip()
    if inside == "value" or (inside == "function" and not re.match(r"(?:static|thread_local)\b[^(]*$", head)):
        return inside
    if re.search(r"\)\s*(?:noexcept\s*)?:[^:]", head) and re.search(r"[\w>]$", head):
        return "value"  # a constructor's member_{...}
    parenthesis = head.find("(")
    before = head[:parenthesis] if parenthesis >= 0 else head
    if parenthesis >= 0 and ("=" not in before or "operator" in before):
        return "function"
    if re.search(r"\bnamespace\b", head) or head.startswith('extern ""'):
        return "namespace"
    if _SCOPE.search(head) and "=" not in before:
        return "type"
    return "value"


def walk(text):
    """Functions and statements of a file, in order."""
    functions, statements = [], []
    stack = []          # (kind, first line, opening text) of each open brace
    pending, line, start = "", 1, 1
    for character in without_noise(text):
        inside = stack[-1][0] if stack else "namespace"
        if character == "\n":
            line += 1
        if not pending.strip():
            start = line
        if character == "{":
            kind = _kind(pending, inside)
            stack.append((kind, start, pending))
            pending = pending + "{" if kind == "value" else ""
        elif character == "}" and stack:
            kind, first, opening = stack.pop()
            outside = stack[-1][0] if stack else "namespace"
            if kind == "function" and outside != "function":
                functions.append(Function(" ".join(opening.split("(")[0].split())[-60:], first, line - first + 1))
            pending = pending + "}" if kind == "value" else ""
        elif character == ";":
            if inside != "value":
                statements.append(Statement(" ".join(pending.split()), start, inside))
                pending = ""
        else:
            pending += character
    return functions, statements
