import DSP
import Recognition
import Synchronization
import Training

/// A clip that cannot be used, and why.
struct UnreadableClip: Sendable, Equatable {
  var path: String
  var reason: String
}

/// Reads clips on several threads and remembers those that cannot be read, so that all of them can be named at once.
final class ClipReader: Sendable {
  private let options: LogMelOptions
  private let failures = Mutex([String: String]())

  /// Reads for a front end with `options`.
  init(_ options: LogMelOptions) {
    self.options = options
  }

  /// Clips that could not be read so far, by path.
  var unreadable: [UnreadableClip] {
    failures.withLock { failures in
      failures.sorted { $0.key < $1.key }.map { UnreadableClip(path: $0.key, reason: $0.value) }
    }
  }

  /// Whether nothing was found wrong with the file at `path` so far.
  func isReadable(_ path: String) -> Bool { failures.withLock { $0[path] == nil } }

  /// Samples of the file at `path`; a second of silence for one that cannot be read, which is then in ``unreadable``.
  ///
  /// - Errors: `undecodable` after Ctrl-C, so that the work around it ends.
  /// - Thread: any.
  func samples(path: String, rate: Int, speed: Double) throws(TrainingError) -> [Float] {
    if Interruption.signal != nil { throw .undecodable(path: path, reason: "interrupted") }
    var reason = "is shorter than one frame"
    do throws(TrainingError) {
      let samples = ConstantOffset.removed(
        from: try ClipDecoder.samples(path: path, sampleRate: rate, speed: speed), sampleRate: rate)
      if isLongEnough(samples) { return samples }
    } catch {
      if case .audio(let error) = error { reason = error.problem } else { reason = error.text }
    }
    failures.withLock { $0[path] = reason }
    return [Float](repeating: 0, count: rate)
  }

  private func isLongEnough(_ samples: [Float]) -> Bool {
    // Analysis of what may be too short is the surest way to tell.
    guard samples.count < options.sampleRate / 2 else { return true }
    let rows = try? samples.withUnsafeBufferPointer { samples throws(DSPError) in
      try MelPowerAnalyzer.rows(of: samples, options: options)
    }
    return (rows?.count ?? 0) > 0
  }

  /// Names `clips`, the first of them each on a line.
  static func report(_ clips: [UnreadableClip]) {
    for clip in clips.prefix(20) { Diagnostics.standard.report("\(clip.path): \(clip.reason)") }
    if clips.count > 20 { Diagnostics.standard.report("and \(clips.count - 20) more") }
  }
}
