import Foundation
import Testing

@testable import AudioCapture

/// Pushes `samples` through `resampler` in blocks of `blockCount`, output in blocks of `outputCount`, and flushes.
private func resample(
  _ samples: [Float], _ resampler: Resampler, blockCount: Int, outputCount: Int = 512
) throws(AudioError) -> [Float] {
  var result: [Float] = []
  var output = [Float](repeating: 0, count: outputCount)
  var offset = 0
  while offset < samples.count {
    let end = min(offset + blockCount, samples.count)
    let (consumed, produced) = try samples.withUnsafeBufferPointer { input throws(AudioError) in
      try output.withUnsafeMutableBufferPointer { output throws(AudioError) in
        try resampler.process(UnsafeBufferPointer(rebasing: input[offset..<end]), into: output)
      }
    }
    result += output[0..<produced]
    offset += consumed
    if consumed == 0 && produced == 0 { break }
  }
  while true {
    let count = try output.withUnsafeMutableBufferPointer { output throws(AudioError) in
      try resampler.flush(into: output)
    }
    if count == 0 { return result }
    result += output[0..<count]
  }
}

@Suite("Resampler")
struct ResamplerTests {
  static let rates = [8000, 11_025, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000, 384_000]

  @Test("the number of samples is that of the duration", arguments: rates)
  func length(rate: Int) throws {
    for count in [1, 7, 1000, rate, 31_415] {
      let output = try resample(
        sine(100, rate: rate, count: count), Resampler(from: rate, to: 16_000), blockCount: 480)
      #expect(abs(output.count - Int((Double(count) * 16_000 / Double(rate)).rounded())) <= 1)
    }
  }

  @Test("the output does not depend on the blocks", arguments: rates)
  func blocks(rate: Int) throws {
    var noise = SystemRandomNumberGenerator()
    let samples = (0..<30_000).map { _ in Float.random(in: -1...1, using: &noise) }
    let whole = try resample(
      samples, Resampler(from: rate, to: 16_000), blockCount: samples.count, outputCount: 100_000)
    for blockCount in [1, 160, 1000] {
      let output = try resample(samples, Resampler(from: rate, to: 16_000), blockCount: blockCount)
      #expect(difference(output, whole) <= 1e-7, "blocks of \(blockCount)")
    }
  }

  @Test("a tone keeps its level and its time", arguments: rates)
  func tone(rate: Int) throws {
    let output = try resample(
      sine(1000, rate: rate, count: rate), Resampler(from: rate, to: 16_000), blockCount: 480)
    // Away from the ends the resampled tone is the tone, without a delay.
    let expected = sine(1000, rate: 16_000, count: 16_000)
    #expect(difference(Array(output[2000..<14_000]), Array(expected[2000..<14_000])) < 1e-4)
  }

  @Test("what lies above the new Nyquist frequency is gone by 100 dB", arguments: [44_100, 48_000, 96_000])
  func aliasing(rate: Int) throws {
    let output = try resample(
      sine(9000, rate: rate, count: rate, amplitude: 1), Resampler(from: rate, to: 16_000), blockCount: 480)
    let middle = output[2000..<14_000]
    let rms = (middle.reduce(Double(0)) { $0 + Double($1) * Double($1) } / Double(middle.count)).squareRoot()
    #expect(20 * log10(rms * 2.0.squareRoot()) < -100)
  }

  @Test("agrees with sox, which uses the same library's other engine", arguments: [44_100, 48_000, 8000])
  func reference(rate: Int) throws {
    let folder = ScratchFolder()
    let samples = (0..<rate).map { Float(sin(Double($0) * Double($0) * 0.00002)) * 0.5 }
    let raw = try folder.write(samples.flatMap { withUnsafeBytes(of: $0) { Array($0) } }, as: "a.f32")
    let sox = Process()
    sox.executableURL = URL(fileURLWithPath: "/usr/bin/sox")
    let layout = ["-t", "raw", "-e", "floating-point", "-b", "32", "-c", "1"]
    sox.arguments = layout + ["-r", "\(rate)", raw] + layout + [folder.file("b.f32"), "rate", "-h", "16000"]
    try sox.run()
    sox.waitUntilExit()
    let expected = try bytes(of: folder.file("b.f32")).withUnsafeBytes {
      Array($0.bindMemory(to: Float.self))
    }
    let output = try resample(samples, Resampler(from: rate, to: 16_000), blockCount: 160)
    #expect(abs(output.count - expected.count) <= 1)
    // The transition bands differ; where the sweep is below 3 kHz they agree.
    let band = 1000..<min(output.count, expected.count) * 3 / 10
    #expect(difference(Array(output[band]), Array(expected[band])) < 1e-3)
  }

  @Test("equal rates copy the samples at once")
  func identity() throws {
    let resampler = try Resampler(from: 16_000, to: 16_000)
    let samples: [Float] = [0.1, -0.2, 3, .leastNonzeroMagnitude]
    var output = [Float](repeating: 9, count: 3)
    let result = try samples.withUnsafeBufferPointer { input throws(AudioError) in
      try output.withUnsafeMutableBufferPointer { output throws(AudioError) in
        try resampler.process(input, into: output)
      }
    }
    #expect(result == (3, 3))
    #expect(output == Array(samples[0..<3]))
    #expect(resampler.delay == 0)
  }

  @Test("a reset stream starts afresh")
  func reset() throws {
    let resampler = try Resampler(from: 48_000, to: 16_000)
    let samples = sine(300, rate: 48_000, count: 5000)
    let first = try resample(samples, resampler, blockCount: 100)
    try resampler.reset()
    #expect(try resample(samples, resampler, blockCount: 77) == first)
  }

  @Test(
    "holds back no more than its filter and blocks need",
    arguments: [(44_100, 0.045), (48_000, 0.045), (96_000, 0.085), (192_000, 0.085), (8000, 0.12)])
  func delay(rate: Int, limit: Double) throws {
    let resampler = try Resampler(from: rate, to: 16_000)
    let input = sine(300, rate: rate, count: rate / 100)
    var output = [Float](repeating: 0, count: 4096)
    var taken = 0
    var given = 0
    var worst = 0.0
    for _ in 0..<500 {
      let result = try input.withUnsafeBufferPointer { input throws(AudioError) in
        try output.withUnsafeMutableBufferPointer { output throws(AudioError) in
          try resampler.process(input, into: output)
        }
      }
      taken += result.consumed
      given += result.produced
      let held = Double(taken) * 16_000 / Double(rate) - Double(given)
      #expect(abs(resampler.delay - held) < 2)
      worst = max(worst, held / 16_000)
    }
    #expect(worst < limit)
  }

  @Test("impossible rates are refused", arguments: [(0, 16_000), (16_000, 0), (-1, 16_000)])
  func refused(from: Int, to: Int) {
    guard
      case .resampling(from, to, _) = audioError({ () throws(AudioError) in
        _ = try Resampler(from: from, to: to)
      })
    else {
      Issue.record("\(from) to \(to) was taken")
      return
    }
  }
}
