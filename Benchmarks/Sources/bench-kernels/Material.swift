import AudioCapture
import Buffers
import Foundation

/// The sounds that are measured with, made of the demo clip so that no corpus is needed.
struct Material {
  let folder: URL
  /// The demo clip.
  let speech: [Float]
  /// Its rate.
  let rate: Int

  /// Reads the demo clip.
  init(demo: String, folder: String) throws {
    self.folder = URL(fileURLWithPath: folder)
    let source = try FileSource(path: demo)
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 16_384)
    defer { block.deallocate() }
    var samples: [Float] = []
    while case .samples(let count) = try source.read(into: block) { samples += block[..<count] }
    speech = samples
    rate = source.format.sampleRate
  }

  /// Writes all files.
  ///
  /// - Parameter seconds: length of the long ones.
  func write(seconds: Double) throws {
    let long = repeated(seconds: seconds)
    try write(long, rate: rate, name: "minutes.wav")
    try write(resampled(long, to: 48_000), rate: 48_000, name: "minutes-48000.wav")
    try write(Array(speech[..<(2 * rate)]), rate: rate, name: "moment.wav")
    try repeated(seconds: 60).data.write(to: folder.appendingPathComponent("minute.f32"))
    var noise = Noise(seed: 1)
    let room = (0..<(60 * 48_000)).map { _ in noise.normal() * 1e-3 }
    try write(room, rate: 48_000, name: "room.wav")
    let burst = (0..<4800).map { _ in (noise.next() - 0.5) }
    try write(burst, rate: 48_000, name: "burst.wav")
  }

  /// The clip over and over.
  private func repeated(seconds: Double) -> [Float] {
    let count = Int(seconds * Double(rate))
    return (0..<count).map { speech[$0 % speech.count] }
  }

  private func resampled(_ samples: [Float], to outputRate: Int) throws -> [Float] {
    let resampler = try Resampler(from: rate, to: outputRate)
    var result: [Float] = []
    for start in stride(from: 0, to: samples.count, by: 4096) {
      let end = min(start + 4096, samples.count)
      let output = AlignedBuffer(count: resampler.outputCapacity(forInputCount: end - start))
      let produced = try samples.withUnsafeBufferPointer { samples in
        try resampler.process(UnsafeBufferPointer(rebasing: samples[start..<end]), into: output.elements)
          .produced
      }
      result += output.elements[..<produced]
    }
    let output = AlignedBuffer(count: 4096)
    while case let count = try resampler.flush(into: output.elements), count > 0 {
      result += output.elements[..<count]
    }
    return result
  }

  private func write(_ samples: [Float], rate: Int, name: String) throws {
    let recorder = try Recorder(path: folder.appendingPathComponent(name).path, sampleRate: rate)
    try samples.withUnsafeBufferPointer { try recorder.write($0) }
    try recorder.close()
  }
}
