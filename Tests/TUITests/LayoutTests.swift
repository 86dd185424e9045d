import TUI
import Testing

@Suite("The layout")
struct LayoutTests {
  @Test(
    "80x24 and larger shows every panel",
    arguments: [(80, 24), (100, 24), (80, 50), (110, 34), (200, 60), (400, 120)])
  func everything(width: Int, height: Int) {
    let layout = DashboardLayout(width: width, height: height, labelCount: 8)
    for panel in [
      layout.header, layout.waveform, layout.spectrogram, layout.probabilities, layout.timeline,
      layout.utterances,
      layout.status, layout.hints,
    ] {
      #expect(panel != nil)
    }
    #expect(layout.verdictAlone == nil)
  }

  @Test("under 40x10 the verdict is alone", arguments: [(39, 24), (80, 9), (1, 1), (20, 5)])
  func verdictAlone(width: Int, height: Int) {
    let layout = DashboardLayout(width: width, height: height, labelCount: 8)
    #expect(layout.verdictAlone == Rect(x: 0, y: 0, width: width, height: height))
    #expect(layout.header == nil && layout.probabilities == nil)
  }

  @Test(
    "panels go in the documented order as the screen gets lower", arguments: [40, 59, 60, 80, 200],
    [2, 4, 8, 12])
  func order(width: Int, labelCount: Int) {
    var lowest = [Int](repeating: .max, count: 6)
    for height in (10...60).reversed() {
      let layout = DashboardLayout(width: width, height: height, labelCount: labelCount)
      let panels = [
        layout.utterances, layout.timeline, layout.spectrogram, layout.waveform, layout.probabilities,
        layout.header,
      ]
      for (index, panel) in panels.enumerated() where panel != nil { lowest[index] = height }
      // Whatever goes later is there while anything that goes earlier is.
      let first = panels.firstIndex { $0 != nil } ?? 0
      #expect(panels[first...].allSatisfy { $0 != nil }, "at \(width)x\(height)")
    }
    #expect(lowest == lowest.sorted(by: >))
  }

  @Test("panels stay on the screen and do not overlap")
  func noOverlap() {
    for width in stride(from: 40, through: 220, by: 7) {
      for height in 10...70 {
        for labelCount in [1, 4, 8, 15] {
          let layout = DashboardLayout(width: width, height: height, labelCount: labelCount)
          let panels = [
            layout.header, layout.waveform, layout.spectrogram, layout.verdict, layout.probabilities,
            layout.timeline, layout.utterances, layout.status, layout.hints,
          ].compactMap { $0 }
          for (index, panel) in panels.enumerated() {
            #expect(panel.clipped(to: Rect(x: 0, y: 0, width: width, height: height)) == panel)
            for other in panels[(index + 1)...] {
              let common = panel.clipped(to: other)
              #expect(common.width == 0 || common.height == 0, "\(width)x\(height)")
            }
          }
        }
      }
    }
  }
}
