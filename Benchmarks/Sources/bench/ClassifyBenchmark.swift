import Foundation

/// `liveser classify` on one core: time, memory, start.
struct ClassifyBenchmark {
  let settings: Settings
  /// Seconds of the long files.
  let duration: Double

  func run() throws {
    Report.heading(
      "1. classify, the release executable on one core: a file of \(Int(duration)) s, made of the demo clip")
    let peaks16 = try measure("minutes.wav", "16 kHz")
    let peaks48 = try measure("minutes-48000.wav", "48 kHz")
    let peak = Series(values: peaks16 + peaks48)
    Report.line("peak memory, both files", peak.text("MB"), Bar(most: 80, unit: "MB").text(peak))
    try measureStart()
  }

  /// Prints time per second of audio and returns the peaks of memory, in MB.
  private func measure(_ name: String, _ rate: String) throws -> [Double] {
    _ = try classify(name)
    let runs = try (0..<(settings.isQuick ? 3 : 7)).map { _ in try classify(name) }
    let factor = Series(values: runs.map { $0.seconds / duration })
    Report.line("real-time factor, \(rate)", factor.text(), Bar(most: 0.005).text(factor))
    let peaks = runs.map { Double($0.use.peakByteCount) / 1e6 }
    // A child's peak begins with its parent's.
    let own = Double(Self.ownPeakByteCount) / 1e6
    guard peaks.allSatisfy({ $0 > own }) else {
      throw BenchFailure(description: "this program needs more memory than liveser: no peak can be measured")
    }
    return peaks
  }

  private func measureStart() throws {
    _ = try classify("moment.wav")
    let runs = try (0..<(settings.isQuick ? 10 : 30)).map { _ in try classify("moment.wav") }
    let first = Series(values: runs.map { $0.firstByte * 1000 })
    Report.line("start-up to first verdict, a clip of 2 s", first.text("ms"))
    Report.note(
      "time is the wall's, from the start of the process to its end, for the start-up to the first byte of output."
    )
  }

  private func classify(_ name: String) throws -> (use: ChildProcess.Use, firstByte: Double, seconds: Double)
  {
    let words = [
      "taskset", "--cpu-list", "\(Machine.coreCount - 1)", settings.program, "classify", settings.file(name),
      "--jobs", "1", "--format", "jsonl", "--model", settings.model,
    ]
    let run = try ChildProcess.run(words)
    let text = String(decoding: run.output, as: UTF8.self)
    guard run.use.status == 0, text.contains("\"label\"") else {
      throw BenchFailure(description: "classify gave no verdict on \(name): \(text)")
    }
    return (run.use, run.firstByte, run.seconds)
  }

  private static var ownPeakByteCount: Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  }
}
