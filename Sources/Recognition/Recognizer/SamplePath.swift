import AudioCapture
import Buffers
import DSP

/// The way of the samples: without a large offset from the input's rate to that of the window, where there is one, and on
/// to the front end's rows.
///
/// The rows come from the window's samples, so that the samples of a row are there before the row is.
/// - Thread: one at a time.
final class SamplePath {
  /// Rate of the samples that come in.
  let inputRate: Int
  /// The last samples at the window's rate; nil without a window.
  let window: SampleWindow?
  /// A block of samples, in which what cannot be sound is silence.
  private let sound = AlignedBuffer(count: SamplePath.blockCount)
  private var offset: OffsetRemover
  private let toWindow: ResamplingStage?
  private let toRows: ResamplingStage?
  private var analyzer: MelPowerAnalyzer
  private static let blockCount = 4096

  /// Prepares the way of a stream at `inputRate`.
  ///
  /// - Errors: `audio` where a rate cannot be converted; `metadata` where the front end cannot be built.
  init(
    from inputRate: Int, window: WindowInput?, frontEnd: FrontEndOptions, utterances: UtteranceOptions,
    name: String
  ) throws(RecognitionError) {
    self.inputRate = inputRate
    offset = OffsetRemover(sampleRate: inputRate)
    do throws(DSPError) {
      analyzer = try MelPowerAnalyzer(frontEnd.logMel)
    } catch {
      throw .metadata(path: name, key: "frontEnd", reason: "\(error)")
    }
    let rowRate = frontEnd.logMel.sampleRate
    let middleRate = window?.sampleRate ?? inputRate
    toWindow = try ResamplingStage(from: inputRate, to: middleRate, blockCount: Self.blockCount)
    let middleCount = toWindow?.capacity ?? Self.blockCount
    toRows = try ResamplingStage(from: middleRate, to: rowRate, blockCount: middleCount)
    // What is looked at with what comes before it, the pause after it, two seconds for what the resamplers hold back and for
    // the time between two answers, and a block.
    self.window = window.map {
      let pause = RowClock(frontEnd.logMel, sampleRate: $0.sampleRate).start(
        ofRow: utterances.longestPauseCount)
      let rest = 2 * $0.sampleRate + Int($0.updateSeconds * Double($0.sampleRate)) + middleCount
      return SampleWindow(
        capacity: $0.longestSampleCount + $0.offsetSampleCount + RowClock.longestLead($0) + pause + rest)
    }
  }

  /// Takes the next samples and calls `rows` whenever there may be new rows.
  func take(_ samples: UnsafeBufferPointer<Float>, rows: () -> Void) throws(RecognitionError) {
    var rest = samples[...]
    while !rest.isEmpty {
      let block = soundBlock(of: rest.prefix(Self.blockCount))
      try offset.take(block) { block throws(RecognitionError) in
        if let toWindow {
          try toWindow.take(block) { block throws(RecognitionError) in try pass(block, rows) }
        } else {
          try pass(block, rows)
        }
      }
      rest = rest.dropFirst(block.count)
    }
  }

  /// A copy of `samples`, no more than a block; valid until the next call.
  private func soundBlock(of samples: Slice<UnsafeBufferPointer<Float>>) -> UnsafeBufferPointer<Float> {
    let (block, target) = (UnsafeBufferPointer(rebasing: samples), sound.base)
    for index in 0..<block.count { target[index] = SampleValue.sound(block[index]) }
    return UnsafeBufferPointer(start: target, count: block.count)
  }

  private func pass(_ block: UnsafeBufferPointer<Float>, _ rows: () -> Void) throws(RecognitionError) {
    window?.append(block)
    guard let toRows else {
      analyzer.accept(block)
      rows()
      return
    }
    try toRows.take(block) { block throws(RecognitionError) in
      analyzer.accept(block)
      rows()
    }
  }

  /// The stream is over: takes what the resamplers still hold.
  func finish(rows: () -> Void) throws(RecognitionError) {
    try toWindow?.flush { block throws(RecognitionError) in try pass(block, rows) }
    try toRows?.flush { block throws(RecognitionError) in
      analyzer.accept(block)
      rows()
    }
  }

  /// Writes the mel power of the next row; false where there is none yet.
  func nextPower(into row: UnsafeMutablePointer<Float>) -> Bool { analyzer.nextRow(into: row) }

  /// Forgets the stream.
  func reset() throws(RecognitionError) {
    offset.reset()
    try toWindow?.reset()
    try toRows?.reset()
    analyzer.reset()
    window?.reset()
  }
}

/// A resampler with room for what it gives.
final class ResamplingStage {
  /// Most samples handed on at once.
  let capacity: Int
  private let resampler: Resampler
  private let output: AlignedBuffer

  /// Prepares a stage for blocks of `blockCount`; nil where there is nothing to convert.
  init?(from inputRate: Int, to outputRate: Int, blockCount: Int) throws(RecognitionError) {
    guard inputRate != outputRate else { return nil }
    do throws(AudioError) {
      resampler = try Resampler(from: inputRate, to: outputRate)
    } catch {
      throw .audio(error)
    }
    capacity = resampler.outputCapacity(forInputCount: blockCount)
    output = AlignedBuffer(count: capacity)
  }

  /// Converts `block` and hands on what comes of it.
  func take(
    _ block: UnsafeBufferPointer<Float>,
    _ next: (UnsafeBufferPointer<Float>) throws(RecognitionError) -> Void
  ) throws(RecognitionError) {
    var rest = block[...]
    while !rest.isEmpty {
      let consumed: Int
      let produced: Int
      do throws(AudioError) {
        (consumed, produced) = try resampler.process(
          UnsafeBufferPointer(rebasing: rest), into: output.elements)
      } catch {
        throw .audio(error)
      }
      try next(UnsafeBufferPointer(start: output.base, count: produced))
      if consumed == 0, produced == 0 { break }
      rest = rest.dropFirst(consumed)
    }
  }

  /// Hands on what is held back at the end of the stream.
  func flush(_ next: (UnsafeBufferPointer<Float>) throws(RecognitionError) -> Void) throws(RecognitionError) {
    while true {
      let count: Int
      do throws(AudioError) {
        count = try resampler.flush(into: output.elements)
      } catch {
        throw .audio(error)
      }
      guard count > 0 else { return }
      try next(UnsafeBufferPointer(start: output.base, count: count))
    }
  }

  /// Forgets the stream.
  func reset() throws(RecognitionError) {
    do throws(AudioError) {
      try resampler.reset()
    } catch {
      throw .audio(error)
    }
  }
}
