import AudioCapture

/// Sound in memory.
struct Sound {
  let samples: [Float]
  let rate: Int

  /// All of the file at `path`.
  init(path: String) throws(AudioError) {
    let file = try FileSource(path: path)
    rate = file.format.sampleRate
    var samples: [Float] = []
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    while case .samples(let count) = try file.read(into: block) { samples += block[..<count] }
    self.samples = samples
  }

  /// The sound at another rate.
  func samples(at newRate: Int) throws(AudioError) -> [Float] {
    guard newRate != rate else { return samples }
    let resampler = try Resampler(from: rate, to: newRate)
    let room = resampler.outputCapacity(forInputCount: samples.count)
    let output = UnsafeMutableBufferPointer<Float>.allocate(capacity: room)
    defer { output.deallocate() }
    var result: [Float] = []
    var start = 0
    while start < samples.count {
      let rest = Array(samples[start...])
      let input = UnsafeMutableBufferPointer<Float>.allocate(capacity: rest.count)
      defer { input.deallocate() }
      _ = input.initialize(from: rest)
      let (consumed, produced) = try resampler.process(UnsafeBufferPointer(input), into: output)
      result += output[..<produced]
      if consumed == 0, produced == 0 { break }
      start += consumed
    }
    while true {
      let count = try resampler.flush(into: output)
      if count == 0 { return result }
      result += output[..<count]
    }
  }
}
