import CNcurses

/// Hands out ncurses' colour pairs as they are needed.
struct ColorPairs {
  private let depth: ColorDepth
  private let colorCount: Int
  private let capacity: Int
  private var numbers: [UInt64: Int32] = [:]
  private var next: Int32 = 1
  /// Whether a pair was refused; the next frame starts anew.
  private(set) var isExhausted = false
  private var lastKey: UInt64 = .max
  private var lastNumber: Int32 = 0

  init(depth: ColorDepth, colorCount: Int, capacity: Int) {
    self.depth = depth
    self.colorCount = colorCount
    self.capacity = min(capacity, 60000)
  }

  /// Eight colours on eight make 64 pairs; pair 0, which cannot be set, must then be one of them.
  static func sparesNone(capacity: Int) -> Bool { capacity <= 64 }

  /// The pair of two colours, and whether bold must stand in for a bright foreground.
  mutating func number(_ foreground: Color, _ background: Color) -> (pair: Int32, isBright: Bool) {
    guard depth != .none else { return (0, false) }
    let isBright = depth == .ansi && colorCount < 16 && foreground.ansi > 8 && !foreground.isTerminal
    let key = UInt64(foreground.bits) << 32 | UInt64(background.bits)
    if key == lastKey { return (lastNumber, isBright) }
    let second = index(background)
    // Bold black for grey is black on many terminals of 8 colours: take what is seen on the background.
    let isGrey = depth == .ansi && colorCount < 16 && foreground.ansi == 8
    let first = isGrey ? (second == 7 ? 0 : 7) : index(foreground)
    let quantized = UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
    let number = numbers[quantized] ?? make(quantized, first, second)
    lastKey = key
    lastNumber = number
    return (number, isBright)
  }

  private mutating func make(_ key: UInt64, _ foreground: Int32, _ background: Int32) -> Int32 {
    if Self.sparesNone(capacity: capacity), foreground == 7, background == 0 { return 0 }
    guard Int(next) < capacity, init_extended_pair(next, foreground, background) == OK else {
      isExhausted = true
      return 0
    }
    numbers[key] = next
    next += 1
    return next - 1
  }

  /// Forgets every pair; the screen must be painted anew.
  mutating func reset() {
    reset_color_pairs()
    numbers.removeAll(keepingCapacity: true)
    next = 1
    isExhausted = false
    lastKey = .max
  }

  private func index(_ color: Color) -> Int32 {
    if color.isTerminal { return -1 }
    switch depth {
    case .none: return -1
    case .ansi: return Int32(colorCount < 16 ? color.ansi & 7 : color.ansi)
    case .indexed: return Int32(color.indexed)
    case .direct: return Int32(color.rgb)
    }
  }
}
