import Buffers

/// Turns a stream of samples into rows of mel power, whatever the size of the blocks it comes in.
///
/// Frame f covers the samples `hop·f ..< hop·f + windowLength`, with no padding at either end; row r is the mean
/// power of the frames `framesPerStep·r ..< framesPerStep·(r + 1)`. The rows are the same, bit for bit, for every
/// way of cutting the stream into blocks. A sample that is not finite spoils the rows it is part of, no others.
///
/// - Thread: one at a time.
/// - Allocates: on initialisation, and in `accept` when more samples wait than ever before.
public struct MelPowerAnalyzer: ~Copyable, Sendable {
  /// The options in force.
  public let options: LogMelOptions
  /// The triangles in force.
  public let filterBank: MelFilterBank

  private var fft: RealFFT
  private let window: AlignedBuffer
  private let power: AlignedBuffer
  private var pending: AlignedBuffer
  private var pendingStart = 0
  private var pendingCount = 0

  /// Prepares an analyzer at the start of a stream.
  ///
  /// - Errors: `invalidOptions`.
  public init(_ options: LogMelOptions) throws(DSPError) {
    try options.validate()
    let fft = try RealFFT(size: options.fftSize)
    self.fft = fft
    self.options = options
    filterBank = MelFilterBank(
      sampleRate: options.sampleRate, fftSize: options.fftSize, melCount: options.melCount,
      lowest: options.lowestFrequency, highest: options.highestFrequency, scale: options.melScale,
      normalization: options.melNormalization)
    window = options.window.values(count: options.windowLength)
    power = AlignedBuffer(count: filterBank.paddedBinCount)
    pending = AlignedBuffer(count: 4 * options.rowSpan)
  }

  /// Takes the next samples of the stream, any number of them.
  public mutating func accept(_ samples: UnsafeBufferPointer<Float>) {
    guard let source = samples.baseAddress, !samples.isEmpty else { return }
    if pendingStart + pendingCount + samples.count > pending.count {
      makeRoom(for: samples.count)
    }
    (pending.base + pendingStart + pendingCount).update(from: source, count: samples.count)
    pendingCount += samples.count
  }

  /// Rows that can be had before more samples are needed.
  public var readyRowCount: Int {
    pendingCount < options.rowSpan ? 0 : (pendingCount - options.rowSpan) / options.samplesPerRow + 1
  }

  /// Writes the next row and moves on, or says that more samples are needed.
  ///
  /// - Shape: `melCount`
  /// - Units: power, full scale ±1
  /// - Allocates: nothing.
  public mutating func nextRow(into row: UnsafeMutablePointer<Float>) -> Bool {
    guard pendingCount >= options.rowSpan else { return false }
    for frameIndex in 0..<options.framesPerStep {
      let frame = pending.base + pendingStart + frameIndex * options.hopLength
      let (input, window) = (fft.input.base, window.base)
      for index in 0..<options.windowLength {
        input[index] = frame[index] * window[index]
      }
      if frameIndex == 0 {
        fft.writePower(to: power.base)
      } else {
        fft.addPower(to: power.base)
      }
    }
    filterBank.apply(to: power.base, into: row)
    let share = 1 / Float(options.framesPerStep)
    for melIndex in 0..<options.melCount {
      row[melIndex] *= share
    }
    pendingStart += options.samplesPerRow
    pendingCount -= options.samplesPerRow
    return true
  }

  /// Forgets the samples that wait: the next one is the first of a new stream.
  public mutating func reset() {
    pendingStart = 0
    pendingCount = 0
  }

  private mutating func makeRoom(for sampleCount: Int) {
    let needed = pendingCount + sampleCount
    let source = pending.base + pendingStart
    if needed <= pending.count {
      pending.base.update(from: source, count: pendingCount)
    } else {
      let larger = AlignedBuffer(count: needed + options.rowSpan)
      larger.base.update(from: source, count: pendingCount)
      pending = larger
    }
    pendingStart = 0
  }
}

extension MelPowerAnalyzer {
  /// All rows of a whole recording, by the same object that serves a stream.
  ///
  /// - Shape: row-major, `[rows][melCount]`; empty where the samples do not fill one row
  /// - Units: power, full scale ±1
  /// - Errors: `invalidOptions`.
  public static func rows(
    of samples: UnsafeBufferPointer<Float>, options: LogMelOptions
  ) throws(DSPError) -> AlignedBuffer {
    var analyzer = try MelPowerAnalyzer(options)
    analyzer.accept(samples)
    let rows = AlignedBuffer(count: analyzer.readyRowCount * options.melCount)
    var row = rows.base
    while analyzer.nextRow(into: row) {
      row += options.melCount
    }
    return rows
  }
}
