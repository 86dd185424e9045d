"""Makes one animated SVG out of captures of a terminal.

Colour pictures, such as a spectrogram, are one small PNG a frame, two pixels a cell; Braille is dashed lines; texts and
lines are written once and used by every frame that shows them. CSS shows the frames in turn. Where there is no
animation, or the reader wants none, one frame is seen.
"""
import base64
import struct
import zlib
from collections import Counter
from xml.sax.saxutils import escape

from terminal_svg import CELL_HEIGHT, CELL_WIDTH, LINES, MARGIN, Picture, number

# Dots of a Braille character by bit: column and row.
DOTS = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3))


def png(rows):
    """A PNG of rows of "#rrggbb" or None, which is transparent; at most 255 colours, else the rarest take near ones."""
    counts = Counter(color for row in rows for color in row if color)
    palette = [color for color, _ in counts.most_common(255)]
    places = {color: index + 1 for index, color in enumerate(palette)}

    def rgb(color):
        return tuple(int(color[i:i + 2], 16) for i in (1, 3, 5))

    for color in counts:
        if color not in places:
            near = min(palette, key=lambda other: sum((a - b) ** 2 for a, b in zip(rgb(color), rgb(other))))
            places[color] = places[near]
    data = b"".join(b"\0" + bytes(places[color] if color else 0 for color in row) for row in rows)

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    colors = bytes(3) + b"".join(bytes(rgb(color)) for color in palette)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", colors) + chunk(b"tRNS", b"\0")
            + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b""))


class Frame:
    """What one capture shows: a PNG, dots by colour, and elements as finished text."""

    def __init__(self, grid, page):
        self.grid, self.page = grid, page
        self.dots, self.elements = {}, []
        self.picture = self._picture()
        for y, row in enumerate(grid):
            self._row(y, row)

    def _picture(self):
        rows = []
        for row in self.grid:
            upper = [cell[1] if cell[0] == "▀" else cell[2] for cell in row]
            lower = [cell[2] for cell in row]
            rows += [[color if color != self.page else None for color in half] for half in (upper, lower)]
        return png(rows)

    def _row(self, y, row):
        x = 0
        while x < len(row):
            character, foreground, _, bold = row[x]
            code = ord(character)
            if character in " ▀":
                x += 1
            elif 0x2800 <= code <= 0x28FF:
                for bit, (column, line) in enumerate(DOTS):
                    if code >> bit & 1:
                        self.dots.setdefault(foreground, set()).add((2 * x + column, 4 * y + line))
                x += 1
            else:
                end = self._end(row, x)
                self._element(row[x:end], foreground, bold, MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT)
                x = end

    @staticmethod
    def _end(row, x):
        """Where the run of one kind that begins at x ends."""
        def kind(cell):
            code = ord(cell[0])
            return "line" if cell[0] in LINES else "block" if 0x2580 <= code <= 0x28FF else "text"

        first, end = row[x], x + 1
        while end < len(row) and row[end][1] == first[1] and row[end][3] == first[3] and (
                kind(row[end]) == kind(first) and (kind(first) != "line" or row[end][0] == first[0] == "─")):
            # Two blanks end a text: what changes beside it is another one then.
            if row[end][0] == " " and (kind(first) != "text" or end + 1 >= len(row) or row[end + 1][0] == " "):
                break
            end += 1
        return end

    def _element(self, cells, color, bold, x, y):
        shapes = Picture()
        if cells[0][0] in "─│":
            width = CELL_WIDTH * (len(cells) if cells[0][0] == "─" else 0)
            height = 0 if width else CELL_HEIGHT
            left, top = x + (0 if width else CELL_WIDTH / 2), y + (CELL_HEIGHT / 2 if width else 0)
            self.elements.append(
                f'<path fill="none" stroke="{color}" d="M{number(left)} {number(top)}l{number(width)} {number(height)}"/>')
            return
        if not all(shapes.block(cell[0], color, x + i * CELL_WIDTH, y) for i, cell in enumerate(cells)):
            shapes = Picture()
            shapes.text("".join(cell[0] for cell in cells), color, bold, x, y)
        self.elements += [f'<path fill="{fill}" d="{"".join(parts)}"/>' for fill, parts in shapes.paths.items()]
        self.elements += [
            f'<path fill="none" stroke="{stroke}" d="{"".join(parts)}"/>' for stroke, parts in shapes.lines.items()]
        self.elements += shapes.texts

    def dot_paths(self):
        """Dots that lie under each other are one dashed line."""
        for color, dots in self.dots.items():
            parts = []
            for column, row in sorted(dots):
                if (column, row - 1) in dots:
                    continue
                end = row
                while (column, end + 1) in dots:
                    end += 1
                parts.append(f"M{column} {row}v{end - row + 1}")
            yield f'<path stroke="{color}" d="{"".join(parts)}"/>'


def film(grids, seconds, title):
    """One SVG of all frames, `seconds` each; the one at two thirds is seen where nothing moves."""
    rows, columns = len(grids[0]), len(grids[0][0])
    page = Counter(cell[2] for row in grids[0] for cell in row).most_common(1)[0][0]
    frames = [Frame(grid, page) for grid in grids]
    uses = Counter(element for frame in frames for element in set(frame.elements))
    everywhere = [element for element in uses if uses[element] == len(frames)]
    shared = {element: f"e{index}" for index, element in enumerate(
        element for element, count in uses.items() if 1 < count < len(frames))}

    def body(frame):
        parts = ['<use href="#p"/>']
        data = base64.b64encode(frame.picture).decode()
        parts.append(
            f'<image x="{MARGIN}" y="{MARGIN}" width="{number(columns * CELL_WIDTH)}" height="{rows * CELL_HEIGHT}" '
            f'preserveAspectRatio="none" image-rendering="optimizeSpeed" href="data:image/png;base64,{data}"/>')
        parts.append('<use href="#s"/>')
        dots = "".join(frame.dot_paths())
        if dots:
            parts.append(f'<g class="d">{dots}</g>')
        seen = set()
        for element in frame.elements:
            if uses[element] == len(frames) or element in seen:
                continue
            seen.add(element)
            parts.append(f'<use href="#{shared[element]}"/>' if element in shared else element)
        return "".join(parts)

    width, height = columns * CELL_WIDTH + 2 * MARGIN, rows * CELL_HEIGHT + 2 * MARGIN
    still = frames[len(frames) * 2 // 3]
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" height="{number(height)}" '
        f'viewBox="0 0 {number(width)} {number(height)}" role="img">',
        f"<title>{escape(title)}</title>",
        "<style>",
        f".f{{visibility:hidden;animation:f {number(len(frames) * seconds)}s step-end infinite}}",
        f"@keyframes f{{0%{{visibility:visible}}{number(100 / len(frames))}%{{visibility:hidden}}}}",
        "@media(prefers-reduced-motion:reduce){.f{animation:none}}",
        "image{image-rendering:pixelated}",
        f".d{{transform:translate({number(MARGIN + CELL_WIDTH / 4)}px,{number(MARGIN + 1.1)}px)"
        f"scale({number(CELL_WIDTH / 2)},{number(CELL_HEIGHT / 4)});stroke-width:.52;stroke-dasharray:.53 .47;fill:none}}",
        "text{font:14px 'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace;white-space:pre}",
        "[font-weight]{font-weight:bold}",
        "</style>",
        "<defs>",
        f'<rect id="p" width="{number(width)}" height="{number(height)}" rx="8" fill="{page}"/>',
        f'<g id="s">{"".join(everywhere)}</g>',
    ]
    lines += [f'<g id="{name}">{element}</g>' for element, name in shared.items()]
    lines += ["</defs>", f"<g>{body(still)}</g>"]
    for index, frame in enumerate(frames):
        lines.append(f'<g class="f" style="animation-delay:{number(index * seconds)}s">{body(frame)}</g>')
    return "\n".join(lines + ["</svg>", ""])
