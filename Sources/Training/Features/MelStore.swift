import Buffers
import DSP
import Foundation
import Recognition

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

/// Mel power of every clip, at every speed and in rooms, computed once and kept in memory.
public struct MelStore: Sendable {
  /// Options the rows were computed with.
  public let options: LogMelOptions
  /// Speeds there are copies of, in order.
  public let speeds: [Double]
  private let rows: [String: [MelRows]]
  private var roomRows: [String: [MelRows]] = [:]

  /// The copies of the clip at `path`, one a speed and then those in rooms; nil for a clip that was not asked for.
  public subscript(path: String) -> [MelRows]? { rows[path].map { $0 + (roomRows[path] ?? []) } }

  /// Decodes and analyzes `paths` on `threadCount` threads; every path at every one of `speeds`.
  ///
  /// - Parameter cache: where rows are looked for and kept by what the file at a path holds; nil to compute everything.
  /// - Parameter isKept: asked of a path whose samples were taken, whether the cache may keep what came of them.
  /// - Parameter samples: samples of a path at a rate and a speed; by default those of the file.
  /// - Parameter progress: called once a clip, from any thread.
  /// - Errors: the first clip that cannot be read, in the order of `paths`.
  public init(
    paths: [String], options: LogMelOptions, speeds: [Double], threadCount: Int,
    cache: FeatureCache? = nil, isKept: @escaping @Sendable (String) -> Bool = { _ in true },
    samples: @escaping @Sendable (String, Int, Double) throws(TrainingError) -> [Float] = {
      (path, rate, speed) throws(TrainingError) in
      try ClipDecoder.samples(path: path, sampleRate: rate, speed: speed)
    }, progress: @escaping @Sendable () -> Void = {}
  ) throws(TrainingError) {
    self.options = options
    self.speeds = speeds
    let settings = cache.flatMap { _ in Self.settings(options, speeds) }
    let found = try ConcurrentMap.results(count: paths.count, threadCount: threadCount) {
      index throws(TrainingError) in
      defer { progress() }
      let path = paths[index]
      return try FeatureCache.features(in: cache, of: path, settings: settings, isKept: isKept) {
        () throws(TrainingError) in
        try speeds.map { (speed) throws(TrainingError) in
          let rows = try Self.analyze(
            samples(path, options.sampleRate, speed), path: path, options: options)
          return WindowFeatures(values: rows.power, stepCount: rows.count)
        }
      }
    }
    var rows: [String: [MelRows]] = [:]
    for (path, copies) in zip(paths, found) {
      rows[path] = copies.map { MelRows(power: $0.values, melCount: options.melCount) }
    }
    self.rows = rows
  }

  /// Adds copies of `paths` in rooms.
  ///
  /// - Parameter copyCount: copies of each path.
  /// - Parameter samples: samples of a path's copy of a number.
  /// - Errors: the first clip that cannot be read, in the order of `paths`.
  public mutating func addRoomCopies(
    of paths: [String], copyCount: Int, threadCount: Int,
    samples: @escaping @Sendable (String, Int) throws(TrainingError) -> [Float],
    progress: @escaping @Sendable () -> Void = {}
  ) throws(TrainingError) {
    let options = options
    let found = try ConcurrentMap.results(count: paths.count, threadCount: threadCount) {
      index throws(TrainingError) in
      defer { progress() }
      return try (0..<copyCount).map { (copy) throws(TrainingError) in
        try Self.analyze(samples(paths[index], copy), path: paths[index], options: options)
      }
    }
    for (path, copies) in zip(paths, found) { roomRows[path, default: []] += copies }
  }

  /// The rows of both stores; those of `other` count where both have a path.
  public func merging(_ other: MelStore) -> MelStore {
    var merged = MelStore(options: options, speeds: speeds, rows: rows.merging(other.rows) { $1 })
    merged.roomRows = roomRows.merging(other.roomRows) { $1 }
    return merged
  }

  private init(options: LogMelOptions, speeds: [Double], rows: [String: [MelRows]]) {
    self.options = options
    self.speeds = speeds
    self.rows = rows
  }

  /// Everything the rows depend on besides the clip, for the cache.
  private static func settings(_ options: LogMelOptions, _ speeds: [Double]) -> String? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return (try? encoder.encode(options)).map { "mel-2\n\(String(decoding: $0, as: UTF8.self))\n\(speeds)" }
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
