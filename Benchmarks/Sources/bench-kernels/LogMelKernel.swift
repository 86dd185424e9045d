import Buffers
import DSP
import Foundation

/// Samples to log-mel rows: windows, transform, filter bank, logarithm; and, since the live path does not run
/// without them, level normalisation and speech gate.
struct LogMelKernel {
  let samples: [Float]
  let options = FrontEndOptions()

  /// Takes the samples that `Material` wrote.
  init(folder: URL) throws {
    let data = try Data(contentsOf: folder.appendingPathComponent("minute.f32"))
    samples = data.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
  }

  /// Real-time factors; leaves the rows in the folder for others to compare theirs with.
  func measure(_ stopwatch: Stopwatch, folder: URL) throws {
    var rows: [Float] = []
    try analyze { rows += $0 }
    try rows.data.write(to: folder.appendingPathComponent("log-mel.f32"))
    let duration = Double(samples.count) / Double(options.logMel.sampleRate)
    let seconds = try stopwatch.seconds { try analyze { _ in } }
    try Measurement(name: "log-mel", values: seconds.map { $0 / duration }).write()
  }

  private func analyze(_ take: (UnsafeMutableBufferPointer<Float>) -> Void) throws {
    var analyzer = try MelPowerAnalyzer(options.logMel)
    var rowAnalyzer = try RowAnalyzer(options)
    let power = AlignedBuffer(count: options.logMel.melCount)
    let logMel = AlignedBuffer(count: options.logMel.melCount)
    let features = AlignedBuffer(count: options.logMel.melCount)
    samples.withUnsafeBufferPointer { samples in
      for start in stride(from: 0, to: samples.count, by: 4096) {
        let end = min(start + 4096, samples.count)
        analyzer.accept(UnsafeBufferPointer(rebasing: samples[start..<end]))
        while analyzer.nextRow(into: power.base) {
          _ = rowAnalyzer.analyze(power: power.base, logMel: logMel.base, features: features.base)
          take(logMel.elements)
        }
      }
    }
  }
}
