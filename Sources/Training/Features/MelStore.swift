import Buffers
import DSP
import Dispatch
import Synchronization

/// Rows of mel power of one recording.
public struct MelRows: Sendable {
  /// Row-major values, one row after the other.
  public let power: AlignedBuffer
  /// Mel bins of a row.
  public let melCount: Int

  /// Rows there are.
  public var count: Int { power.count / melCount }

  /// First value of row `index`.
  @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<Float> { power.base + index * melCount }
}

/// Mel power of every clip at every speed, computed once and kept in memory.
public struct MelStore: Sendable {
  /// Options the rows were computed with.
  public let options: LogMelOptions
  /// Speeds there are copies of, in order.
  public let speeds: [Double]
  private let rows: [String: [MelRows]]

  /// The copies of the clip at `path`, one a speed; nil for a clip that was not asked for.
  public subscript(path: String) -> [MelRows]? { rows[path] }

  /// Decodes and analyzes `paths` on `threadCount` threads; every path at every one of `speeds`.
  ///
  /// - Parameter progress: called with the number of clips done, from any thread.
  /// - Errors: the first clip that cannot be read, in the order of `paths`.
  public init(
    paths: [String], options: LogMelOptions, speeds: [Double], threadCount: Int,
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws(TrainingError) {
    self.options = options
    self.speeds = speeds
    let results = Mutex([Result<[MelRows], TrainingError>?](repeating: nil, count: paths.count))
    let next = Atomic(0)
    withoutActuallyEscaping(progress) { progress in
      DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
        while case let index = next.add(1, ordering: .relaxed).oldValue, index < paths.count {
          let result = Result { () throws(TrainingError) in
            try Self.analyze(path: paths[index], options: options, speeds: speeds)
          }
          results.withLock { $0[index] = result }
          progress(index + 1)
        }
      }
    }
    var rows: [String: [MelRows]] = [:]
    for (path, result) in zip(paths, results.withLock({ $0 })) {
      guard let result else { continue }
      rows[path] = try result.get()
    }
    self.rows = rows
  }

  private static func analyze(
    path: String, options: LogMelOptions, speeds: [Double]
  ) throws(TrainingError) -> [MelRows] {
    var copies: [MelRows] = []
    for speed in speeds {
      let samples = try ClipDecoder.samples(path: path, sampleRate: options.sampleRate, speed: speed)
      do {
        let power = try samples.withUnsafeBufferPointer { samples throws(DSPError) in
          try MelPowerAnalyzer.rows(of: samples, options: options)
        }
        guard power.count > 0 else {
          throw TrainingError.undecodable(path: path, reason: "shorter than one frame")
        }
        copies.append(MelRows(power: power, melCount: options.melCount))
      } catch let error as TrainingError {
        throw error
      } catch {
        throw .undecodable(path: path, reason: "\(error)")
      }
    }
    return copies
  }
}
