"""Turns captures of a terminal (`tmux capture-pane -ep`) into SVG: cells, colours, shapes.

Nothing beyond Python's standard library.
"""
import re
from collections import Counter
from xml.sax.saxutils import escape

CELL_WIDTH, CELL_HEIGHT, MARGIN = 8.4, 18, 10
FOREGROUND, BACKGROUND = "#d8dee9", "#12151c"
STANDARD = [
    "#000000", "#cd0000", "#00cd00", "#cdcd00", "#0000ee", "#cd00cd", "#00cdcd", "#e5e5e5",
    "#7f7f7f", "#ff0000", "#00ff00", "#ffff00", "#5c5cff", "#ff00ff", "#00ffff", "#ffffff",
]


def indexed(number):
    """One of xterm's 256 colours."""
    if number < 16:
        return STANDARD[number]
    if number >= 232:
        return "#%02x%02x%02x" % ((8 + 10 * (number - 232),) * 3)
    levels = (0, 95, 135, 175, 215, 255)
    number -= 16
    return "#%02x%02x%02x" % (levels[number // 36], levels[number // 6 % 6], levels[number % 6])


# Which edges of its cell each line-drawing character joins.
LINES = {"─": "lr", "│": "ud", "╭": "dr", "╮": "ld", "╰": "ur", "╯": "lu"}


class Pen:
    """Colours and attributes in force while a capture is read."""

    def __init__(self):
        self.reset()

    def reset(self):
        self.foreground = self.background = None
        self.bold = self.dim = self.underline = self.reverse = False

    def apply(self, sequence):
        codes = [int(code or 0) for code in sequence.replace(":", ";").split(";")] or [0]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.reset()
            elif code in (1, 2, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 4: "underline", 7: "reverse"}[code], True)
            elif code == 22:
                self.bold = self.dim = False
            elif code == 24:
                self.underline = False
            elif code == 27:
                self.reverse = False
            elif code in (38, 48) and codes:
                if codes.pop(0) == 2:
                    color = "#%02x%02x%02x" % tuple(codes[:3])
                    del codes[:3]
                else:
                    color = indexed(codes.pop(0))
                if code == 38:
                    self.foreground = color
                else:
                    self.background = color
            elif code == 39:
                self.foreground = None
            elif code == 49:
                self.background = None
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.foreground = STANDARD[code - 30 if code < 90 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.background = STANDARD[code - 40 if code < 100 else code - 92]

    def style(self):
        foreground, background = self.foreground or FOREGROUND, self.background or BACKGROUND
        if self.reverse:
            foreground, background = background, foreground
        return foreground, background, self.bold


def cells(capture, columns, rows):
    """The capture as rows of (character, foreground, background, bold)."""
    pen, grid = Pen(), []
    for line in (capture.split("\n") + [""] * rows)[:rows]:
        row = []
        for match in re.finditer(r"\x1b\[([0-9;:]*)m|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.|(.)", line):
            if match.group(1) is not None:
                pen.apply(match.group(1))
            elif match.group(2):
                row.append((match.group(2), *pen.style()))
        blank = (" ", FOREGROUND, BACKGROUND, False)
        grid.append((row + [blank] * columns)[:columns])
    return grid


def number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")


class Picture:
    """Collects shapes by colour, so that each colour is written once."""

    def __init__(self):
        self.paths, self.lines, self.texts = {}, {}, []

    def box(self, color, x, y, width, height):
        self.paths.setdefault(color, []).append(
            f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h{number(-width)}z")

    def block(self, character, color, x, y):
        """Draws block elements and Braille as shapes, which fit together in every font; False for others."""
        code = ord(character)
        if character == "▀":
            self.box(color, x, y, CELL_WIDTH, CELL_HEIGHT / 2)
        elif 0x2581 <= code <= 0x2588:
            height = CELL_HEIGHT * (code - 0x2580) / 8
            self.box(color, x, y + CELL_HEIGHT - height, CELL_WIDTH, height)
        elif 0x2589 <= code <= 0x258F:
            self.box(color, x, y, CELL_WIDTH * (0x2590 - code) / 8, CELL_HEIGHT)
        elif 0x2800 <= code <= 0x28FF:
            for bit, (column, row) in enumerate(
                    ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))):
                if code >> bit & 1:
                    self.box(color, x + 1.1 + column * CELL_WIDTH / 2, y + 1.1 + row * CELL_HEIGHT / 4, 2.2, 2.4)
        elif character in LINES:
            self.line(LINES[character], color, x + CELL_WIDTH / 2, y + CELL_HEIGHT / 2)
        else:
            return False
        return True

    def line(self, ends, color, x, y):
        """Half lines from the middle of a cell to its edges; corners are round."""
        edges = {"l": (-CELL_WIDTH / 2, 0), "r": (CELL_WIDTH / 2, 0), "u": (0, -CELL_HEIGHT / 2), "d": (0, CELL_HEIGHT / 2)}
        (fx, fy), (tx, ty) = (edges[end] for end in ends)
        start = f"M{number(x + fx)} {number(y + fy)}"
        if fx == tx or fy == ty:
            self.lines.setdefault(color, []).append(f"{start}L{number(x + tx)} {number(y + ty)}")
        else:
            self.lines.setdefault(color, []).append(f"{start}Q{number(x)} {number(y)} {number(x + tx)} {number(y + ty)}")

    def text(self, characters, color, bold, x, y):
        weight = ' font-weight="bold"' if bold else ""
        length = number(len(characters) * CELL_WIDTH)
        self.texts.append(
            f'<text x="{number(x)}" y="{number(y + 13.5)}" textLength="{length}" fill="{color}"{weight}>'
            f"{escape(characters)}</text>")


def svg(capture, columns, rows, title):
    grid, back, front = cells(capture, columns, rows), Picture(), Picture()
    page = Counter(cell[2] for row in grid for cell in row).most_common(1)[0][0]
    for y, row in enumerate(grid):
        top, x = MARGIN + y * CELL_HEIGHT, 0
        while x < columns:
            character, foreground, background, bold = row[x]
            # Runs of one background first.
            end = x
            while end < columns and row[end][2] == background:
                end += 1
            if background != page:
                back.box(background, MARGIN + x * CELL_WIDTH, top, (end - x) * CELL_WIDTH, CELL_HEIGHT)
            x = end
        x = 0
        while x < columns:
            character, foreground, _, bold = row[x]
            left = MARGIN + x * CELL_WIDTH
            if character == " " or front.block(character, foreground, left, top):
                x += 1
                continue
            end = x + 1
            while end < columns and row[end][1] == foreground and row[end][3] == bold and (
                    not 0x2580 <= ord(row[end][0]) <= 0x259F and not 0x2800 <= ord(row[end][0]) <= 0x28FF
                    and row[end][0] not in LINES):
                if row[end][0] == " " and (end + 1 >= columns or row[end + 1][0] == " "):
                    break
                end += 1
            front.text("".join(cell[0] for cell in row[x:end]), foreground, bold, left, top)
            x = end
    width, height = columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{number(height)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="100%" height="100%" rx="8" fill="{page}"/>',
    ]
    for picture in (back, front):
        lines += [f'<path shape-rendering="crispEdges" fill="{color}" d="{"".join(parts)}"/>' for color, parts in picture.paths.items()]
    lines += [
        f'<path fill="none" stroke="{color}" d="{"".join(parts)}"/>' for color, parts in front.lines.items()]
    lines.append(
        '<g font-family="\'DejaVu Sans Mono\',\'JetBrains Mono\',Menlo,Consolas,monospace" font-size="14" '
        'xml:space="preserve">')
    return "\n".join(lines + front.texts + ["</g>", "</svg>", ""])
