import TUI
import Testing

@Suite("Colours of the dashboard")
struct DashboardColorTests {
  private func draw(_ state: DashboardState, _ style: Style = Style(), width: Int = 80, height: Int = 24)
    -> Canvas
  {
    var canvas = Canvas(width: width, height: height)
    var interaction = DashboardInteraction()
    Dashboard(style: style).draw(state, &interaction, into: &canvas)
    return canvas
  }

  /// Where a text begins.
  private func place(_ text: String, _ canvas: borrowing Canvas) -> (x: Int, y: Int)? {
    for (y, line) in canvas.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let characters = Array(line)
      let wanted = Array(text)
      guard characters.count >= wanted.count else { continue }
      for x in 0...characters.count - wanted.count where Array(characters[x..<x + wanted.count]) == wanted {
        return (x, y)
      }
    }
    return nil
  }

  @Test("the verdict is a badge in its class's colour, the same in every panel")
  func verdictBadge() throws {
    let canvas = draw(ExampleState.speaking())
    let badgePlace = place("ANGRY 72%", canvas)
    let badge = try #require(badgePlace)
    let leaderPlace = place("▶ angry", canvas)
    let leader = try #require(leaderPlace)
    let ink = canvas.ink(x: badge.x, y: badge.y)
    #expect(ink.background == canvas.ink(x: leader.x, y: leader.y).foreground)
    #expect(ink.background.rgb == 0xF0616D)
    #expect(canvas.ink(x: leader.x + 3, y: leader.y).attributes.contains(.bold))
  }

  @Test("a clipped column is red and the rest is not")
  func clippedColumn() {
    var state = ExampleState.speaking()
    for _ in 0..<2 { state.waveform.append(low: -1, high: 1, isClipped: true) }
    let canvas = draw(state)
    let layout = DashboardLayout(width: 80, height: 24, labelCount: 8)
    let right = (layout.waveform?.inner.x ?? 0) + (layout.waveform?.inner.width ?? 0) - 1
    let y = (layout.waveform?.inner.y ?? 0) + 1
    #expect(canvas.ink(x: right, y: y).foreground.rgb == 0xF0616D)
    #expect(canvas.ink(x: right - 3, y: y).foreground.rgb != 0xF0616D)
  }

  @Test("every theme paints every cell's background and keeps text apart from it", arguments: Theme.all)
  func themes(_ theme: Theme) {
    let canvas = draw(ExampleState.speaking(), Style(theme: theme))
    var terminalCells = 0
    for y in 0..<24 {
      for x in 0..<80 where canvas.ink(x: x, y: y).background.isTerminal { terminalCells += 1 }
    }
    #expect(terminalCells == 0)
    for (x, y) in [(1, 0), (1, 21), (1, 23)] {
      let ink = canvas.ink(x: x, y: y)
      #expect(contrast(ink.foreground.rgb, ink.background.rgb) >= 4.5)
    }
  }

  @Test("themes follow each other and come round")
  func themeOrder() {
    var theme = Theme.dark
    var names: [String] = []
    for _ in 0..<Theme.all.count {
      names.append(theme.name)
      theme = theme.next
    }
    #expect(theme == .dark)
    #expect(Set(names).count == Theme.all.count)
    #expect(Theme.named("light") == .light)
  }

  /// Contrast of WCAG 2.1.
  private func contrast(_ first: UInt32, _ second: UInt32) -> Double {
    let pair = [luminance(first), luminance(second)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  private func luminance(_ rgb: UInt32) -> Double {
    func linear(_ shift: UInt32) -> Double {
      let value = Double(rgb >> shift & 255) / 255
      return value <= 0.03928 ? value / 12.92 : power((value + 0.055) / 1.055)
    }
    return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
  }

  /// value^2.4 as value² · value^0.4, the latter by Newton's rule for the fifth root of value².
  private func power(_ value: Double) -> Double {
    let square = value * value
    var root = 1.0
    for _ in 0..<60 { root = (4 * root + square / (root * root * root * root)) / 5 }
    return square * root
  }
}
