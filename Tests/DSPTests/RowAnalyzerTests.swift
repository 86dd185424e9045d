import Buffers
import Testing

@testable import DSP

@Suite("Rows on their way to the network")
struct RowAnalyzerTests {
  /// Rows of one power in every bin.
  private func analyze(_ powers: [Float], _ analyzer: inout RowAnalyzer) -> [RowAnalysis] {
    let logMel = AlignedBuffer(count: analyzer.melCount)
    let features = AlignedBuffer(count: analyzer.melCount)
    defer { withExtendedLifetime((logMel, features)) {} }
    return powers.map { power in
      let row = [Float](repeating: power, count: analyzer.melCount)
      return row.withUnsafeBufferPointer {
        analyzer.analyze(power: $0.baseAddress!, logMel: logMel.base, features: features.base)
      }
    }
  }

  @Test("speech right after digital silence is heard from its first row")
  func speechAfterZeros() throws {
    var analyzer = try RowAnalyzer(FrontEndOptions())
    _ = analyze([Float](repeating: 0, count: 50), &analyzer)
    let speech = analyze([1, 2, 1, 3], &analyzer)
    #expect(speech.allSatisfy { $0.isSpeech })
  }

  @Test("levels are dB of the power summed over the bins")
  func levels() throws {
    var analyzer = try RowAnalyzer(FrontEndOptions())
    let levels = analyze([1, 10], &analyzer).map(\.level)
    #expect(abs(levels[0] - 18.06) < 0.01)
    #expect(abs(levels[1] - 28.06) < 0.01)
  }
}
