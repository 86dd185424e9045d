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
  /// - Parameter samples: samples of a path at a rate and a speed; by default those of the file.
  /// - Parameter progress: called with the number of clips done, from any thread.
  /// - Errors: the first clip that cannot be read, in the order of `paths`.
  public init(
    paths: [String], options: LogMelOptions, speeds: [Double], threadCount: Int,
    samples: @Sendable (String, Int, Double) throws(TrainingError) -> [Float] = {
      (path, rate, speed) throws(TrainingError) in
      try ClipDecoder.samples(path: path, sampleRate: rate, speed: speed)
    }, progress: @Sendable (Int) -> Void = { _ in }
  ) throws(TrainingError) {
    self.options = options
    self.speeds = speeds
    let results = Mutex([Result<[MelRows], TrainingError>?](repeating: nil, count: paths.count))
    let next = Atomic(0)
    withoutActuallyEscaping(samples) { samples in
      withoutActuallyEscaping(progress) { progress in
        DispatchQueue.concurrentPerform(iterations: max(1, threadCount)) { _ in
          while case let index = next.add(1, ordering: .relaxed).oldValue, index < paths.count {
            let path = paths[index]
            let result = Result { () throws(TrainingError) in
              try speeds.map { (speed) throws(TrainingError) in
                try Self.analyze(
                  samples(path, options.sampleRate, speed), path: path, options: options)
              }
            }
            results.withLock { $0[index] = result }
            progress(index + 1)
          }
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

  /// The rows of both stores; those of `other` count where both have a path.
  public func merging(_ other: MelStore) -> MelStore {
    MelStore(options: options, speeds: speeds, rows: rows.merging(other.rows) { $1 })
  }

  private init(options: LogMelOptions, speeds: [Double], rows: [String: [MelRows]]) {
    self.options = options
    self.speeds = speeds
    self.rows = rows
  }

  private static func analyze(
    _ samples: [Float], path: String, options: LogMelOptions
  ) throws(TrainingError) -> MelRows {
    let power: AlignedBuffer
    do {
      power = try samples.withUnsafeBufferPointer { samples throws(DSPError) in
        try MelPowerAnalyzer.rows(of: samples, options: options)
      }
    } catch {
      throw .undecodable(path: path, reason: "\(error)")
    }
    guard power.count > 0 else { throw .undecodable(path: path, reason: "shorter than one frame") }
    return MelRows(power: power, melCount: options.melCount)
  }
}
