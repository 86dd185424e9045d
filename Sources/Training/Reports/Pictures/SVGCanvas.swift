/// A picture built up element by element.
///
/// - Units: user units (pixels at 100 %), origin at the top left.
struct SVGCanvas {
  enum Anchor: String {
    case start, middle, end
  }

  private let width: Double
  private let height: Double
  private var elements: [String] = []

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String, opacity: Double = 1,
    stroke: String? = nil
  ) {
    let edge = stroke.map { " stroke=\"\($0)\" stroke-width=\"1\"" } ?? ""
    let clear = opacity < 1 ? " fill-opacity=\"\(Self.number(opacity))\"" : ""
    elements.append(
      "<rect x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\" "
        + "height=\"\(Self.number(height))\" fill=\"\(fill)\"\(clear)\(edge)/>")
  }

  mutating func line(
    from start: (x: Double, y: Double), to end: (x: Double, y: Double), stroke: String, width: Double = 1,
    dashes: String? = nil
  ) {
    let dashed = dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    elements.append(
      "<line x1=\"\(Self.number(start.x))\" y1=\"\(Self.number(start.y))\" x2=\"\(Self.number(end.x))\" "
        + "y2=\"\(Self.number(end.y))\" stroke=\"\(stroke)\" stroke-width=\"\(Self.number(width))\"\(dashed)/>"
    )
  }

  mutating func curve(_ points: [(x: Double, y: Double)], stroke: String, width: Double = 2) {
    elements.append(
      "<polyline points=\"\(Self.list(points))\" fill=\"none\" stroke=\"\(stroke)\" "
        + "stroke-width=\"\(Self.number(width))\" stroke-linejoin=\"round\" stroke-linecap=\"round\"/>")
  }

  mutating func area(_ points: [(x: Double, y: Double)], fill: String, opacity: Double) {
    elements.append(
      "<polygon points=\"\(Self.list(points))\" fill=\"\(fill)\" fill-opacity=\"\(Self.number(opacity))\"/>")
  }

  mutating func dot(x: Double, y: Double, radius: Double, fill: String) {
    elements.append(
      "<circle cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\" fill=\"\(fill)\" "
        + "stroke=\"#ffffff\" stroke-width=\"1\"/>")
  }

  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 13, anchor: Anchor = .start,
    fill: String = Palette.ink,
    isBold: Bool = false, rotation: Double = 0
  ) {
    let weight = isBold ? " font-weight=\"bold\"" : ""
    let turn =
      rotation == 0
      ? "" : " transform=\"rotate(\(Self.number(rotation)) \(Self.number(x)) \(Self.number(y)))\""
    elements.append(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" "
        + "text-anchor=\"\(anchor.rawValue)\" fill=\"\(fill)\"\(weight)\(turn)>\(Self.escaped(text))</text>")
  }

  /// The whole document.
  var svg: String {
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    let box = "viewBox=\"0 0 \(Self.number(width)) \(Self.number(height))\""
    let font = "font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif\""
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" \(size) \(box) \(font)>
      <rect width="100%" height="100%" fill="#ffffff"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// Text that cannot be taken for markup; control characters, which XML forbids, are left out.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text.unicodeScalars {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case _ where character.value < 0x20 || character.value == 0xFFFE || character.value == 0xFFFF: continue
      default: result.unicodeScalars.append(character)
      }
    }
    return result
  }

  private static func number(_ value: Double) -> String {
    var text = FixedPoint.text(value, digits: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static func list(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }
}

/// Colours told apart by colour-blind readers too.
///
/// - Source: Okabe & Ito 2008, "Color universal design".
enum Palette {
  static let ink = "#222222"
  static let faint = "#666666"
  static let grid = "#e3e3e3"
  static let axis = "#888888"
  static let blue = "#0072b2"
  static let orange = "#d55e00"
  static let series = [blue, orange, "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

  /// From white to dark blue. Range of `share`: 0...1
  static func shade(_ share: Double) -> String {
    let stops: [(Double, Double, Double)] = [
      (255, 255, 255), (222, 235, 247), (158, 202, 225), (66, 146, 198), (8, 69, 148),
    ]
    let position = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = min(Int(position), stops.count - 2)
    let (low, high, part) = (stops[index], stops[index + 1], position - Double(index))
    let mixed = [
      low.0 + part * (high.0 - low.0), low.1 + part * (high.1 - low.1), low.2 + part * (high.2 - low.2),
    ]
    return "#"
      + mixed.map { value in
        let hex = String(Int(value.rounded()), radix: 16)
        return hex.count == 1 ? "0" + hex : hex
      }.joined()
  }
}
