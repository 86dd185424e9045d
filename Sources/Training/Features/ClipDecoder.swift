import AudioCapture
import Buffers

/// Reads whole recordings for training.
public enum ClipDecoder {
  /// Mono samples of the file at `path`, at `sampleRate`, played at `speed` times its speed (pitch changes too).
  ///
  /// - Errors: `audio`.
  public static func samples(
    path: String, sampleRate: Int, speed: Double = 1
  ) throws(TrainingError) -> [Float] {
    let (samples, nativeRate) = try Self.samples(path: path)
    return try resampled(samples, from: Int((Double(nativeRate) * speed).rounded()), to: sampleRate)
  }

  /// `samples` at another rate.
  ///
  /// - Errors: `audio`.
  static func resampled(_ samples: [Float], from: Int, to: Int) throws(TrainingError) -> [Float] {
    do throws(AudioError) {
      return try resample(samples, from: from, to: to)
    } catch {
      throw .audio(error)
    }
  }

  /// Mono samples of the file at `path` at its own rate.
  ///
  /// - Errors: `audio`.
  public static func samples(path: String) throws(TrainingError) -> (samples: [Float], rate: Int) {
    do throws(AudioError) {
      let source = try FileSource(path: path)
      var samples: [Float] = []
      // A damaged header may promise any number.
      samples.reserveCapacity(min(source.totalSampleCount ?? 0, 1 << 22))
      let block = AlignedBuffer(count: 16_384)
      while true {
        switch try source.read(into: block.elements) {
        case .samples(let count): samples += block.elements.prefix(count)
        case .overrun: continue
        case .end: return (samples, source.format.sampleRate)
        }
      }
    } catch {
      throw .audio(error)
    }
  }

  private static func resample(_ samples: [Float], from: Int, to: Int) throws(AudioError) -> [Float] {
    guard from != to else { return samples }
    let resampler = try Resampler(from: from, to: to)
    let output = AlignedBuffer(count: resampler.outputCapacity(forInputCount: 16_384) + 16_384)
    var result: [Float] = []
    result.reserveCapacity(samples.count * to / from + 16)
    var first = 0
    while first < samples.count {
      let end = min(first + 16_384, samples.count)
      let block = Array(samples[first..<end])
      let (consumed, produced) = try resample(block, resampler, into: output)
      result += output.elements.prefix(produced)
      first += consumed
    }
    while case let count = try resampler.flush(into: output.elements), count > 0 {
      result += output.elements.prefix(count)
    }
    return result
  }

  private static func resample(
    _ block: [Float], _ resampler: Resampler, into output: AlignedBuffer
  ) throws(AudioError) -> (consumed: Int, produced: Int) {
    let input = AlignedBuffer(block)
    defer { withExtendedLifetime(input) {} }
    return try resampler.process(UnsafeBufferPointer(input.elements), into: output.elements)
  }
}
