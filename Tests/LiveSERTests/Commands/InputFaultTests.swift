import Foundation
import TUI
import Testing

@testable import LiveSER

@Suite("What is wrong with the input")
struct InputFaultTests {
  private func findings(_ samples: [Float], rate: Int = 16_000, blockCount: Int = 777) -> InputFindings {
    var meter = InputMeter(sampleRate: rate)
    for start in stride(from: 0, to: samples.count, by: blockCount) {
      Array(samples[start..<min(start + blockCount, samples.count)]).withUnsafeBufferPointer {
        meter.take($0)
      }
    }
    return meter.findings
  }

  private func sine(_ amplitude: Float, seconds: Double, rate: Int = 16_000) -> [Float] {
    (0..<Int(seconds * Double(rate))).map { amplitude * sin(2 * .pi * 500 * Float($0) / Float(rate)) }
  }

  @Test("Level, floor and peak are measured, whatever the blocks, and an offset is no level")
  func levels() {
    let samples = sine(0.01, seconds: 1) + sine(1, seconds: 1)
    for offset in [0, 0.1] as [Float] {
      let found = findings(samples.map { $0 * 0.5 + offset }, blockCount: offset == 0 ? 777 : 1)
      #expect(abs(found.loudest + 9.03) < 0.1)
      #expect(abs(found.floor + 49.03) < 0.6)
      #expect(abs(found.peak - 20 * log10(0.5 + offset)) < 0.1)
      #expect(found.seconds == 2 && found.clippedSeconds == 0)
      #expect(found.isModulated)
    }
  }

  @Test("Each fault is found by its limit, and sound without fault has none")
  func faults() {
    let quiet = sine(0.001, seconds: 0.3)
    func bursts(_ amplitude: Float) -> [Float] {
      (0..<5).flatMap { _ in quiet.map { $0 * amplitude } + sine(amplitude, seconds: 0.3) }
    }
    #expect(findings(bursts(0.3)).faults(hasSpeech: true) == [])
    #expect(findings([Float](repeating: 0, count: 32_000)).faults(hasSpeech: false) == [.silent])
    #expect(findings([Float](repeating: 0.2, count: 32_000)).faults(hasSpeech: false) == [.silent])
    #expect(findings(sine(0.0001, seconds: 1)).faults(hasSpeech: false) == [.silent])
    #expect(
      findings(bursts(0.3).map { $0 * 5 }.map { max(-1, min(1, $0)) }).faults(hasSpeech: true) == [.clipped])
    #expect(findings(bursts(0.01)).faults(hasSpeech: false) == [.tooQuiet])
    // Steady and weak: nobody speaks.
    #expect(findings(sine(0.003, seconds: 2)).faults(hasSpeech: false) == [])
    #expect(findings(sine(0.1, seconds: 2)).faults(hasSpeech: false) == [.noisy])
    #expect(findings(sine(0.03, seconds: 1) + sine(0.1, seconds: 1)).faults(hasSpeech: true) == [.noisy])
    #expect(findings(bursts(0.3).map { $0 + 0.01 }).faults(hasSpeech: true) == [])
    #expect(findings(bursts(0.3).map { $0 - 0.03 }).faults(hasSpeech: true) == [.offset])
    #expect(findings([]).faults(hasSpeech: false) == [])
    #expect(findings([.nan, .infinity, -.infinity] + bursts(0.3)).faults(hasSpeech: true) == [])
  }

  @Test("A single sample at full scale is no clipping")
  func singleSample() {
    var samples = sine(0.3, seconds: 1)
    samples[100] = 1
    #expect(findings(samples).clippedSeconds == 0)
    samples[101] = -1
    #expect(abs(findings(samples).clippedSeconds - 0.02) < 1e-9)
  }

  @Test(
    "The dashboard is told of silence after a while, of clipping for a while, of weak speech while it lasts")
  func watch() {
    var watch = InputWatch()
    let sound = InputLevel(level: -30, peak: -20)
    #expect(watch.fault(of: sound, at: 0) == nil)
    for time in stride(from: 1.0, to: 5.9, by: 0.1) {
      #expect(watch.fault(of: InputLevel(), at: time) == nil)
    }
    #expect(watch.fault(of: InputLevel(), at: 6.1) == .silent)
    #expect(watch.fault(of: sound, at: 6.2) == nil)
    #expect(watch.fault(of: InputLevel(level: -3, peak: 0, isClipped: true), at: 7) == .clipped)
    #expect(watch.fault(of: sound, at: 11.9) == .clipped)
    #expect(watch.fault(of: sound, at: 12.1) == nil)
    #expect(watch.fault(of: InputLevel(level: -50, peak: -45, isTooQuiet: true), at: 13) == .tooQuiet)
  }

  @Test(
    "Every fault has words of its own that fit the head of a narrow dashboard, and the dashboard's own agree")
  func words() {
    #expect(Set(InputFault.allCases.map(\.notice)).count == InputFault.allCases.count)
    for fault in InputFault.allCases {
      #expect(fault.notice.count <= 52 && !fault.problem.isEmpty && !fault.remedy.isEmpty)
    }
    // The panel of the verdict is drawn by a module that does not know these.
    var state = DashboardState(timelineSlotSeconds: 0.5)
    state.level = InputLevel(level: -50, peak: -45, isTooQuiet: true)
    let dashboard = Dashboard(style: Style(theme: .dark, glyphs: .ascii, depth: .none))
    var interaction = DashboardInteraction(history: [])
    var canvas = Canvas(width: 120, height: 40)
    dashboard.draw(state, &interaction, into: &canvas)
    #expect(canvas.text.contains(InputFault.tooQuiet.remedy))
  }
}
