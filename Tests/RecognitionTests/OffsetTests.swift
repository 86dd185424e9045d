import AudioCapture
import Glibc
import Testing

@testable import Recognition

@Suite("Offset of the samples")
struct OffsetTests {
  private static let rate = 16_000

  /// What comes out of blocks of `blockCount`.
  private func removed(from samples: [Float], blockCount: Int = 1600) -> [Float] {
    var remover = OffsetRemover(sampleRate: Self.rate)
    var output: [Float] = []
    samples.withUnsafeBufferPointer { whole in
      for start in stride(from: 0, to: whole.count, by: blockCount) {
        let block = UnsafeBufferPointer(rebasing: whole[start..<min(start + blockCount, whole.count)])
        remover.take(block) { output += $0 }
      }
    }
    return output
  }

  /// Whether nothing is changed, not even a bit.
  private func passes(_ samples: [Float]) -> Bool { removed(from: samples) == samples }

  private func demo(offset: Float) throws -> [Float] {
    try demoClip().samples.map { max(-1, min(1, $0 + offset)) }
  }

  @Test("of 5 % of full scale and less passes bit for bit", arguments: [0, 0.02, 0.05, -0.05] as [Float])
  func small(offset: Float) throws {
    let samples = try demo(offset: offset)
    #expect(passes(samples))
  }

  @Test(
    "of more is gone after half a second, to half a hundredth of full scale",
    arguments: [0.08, -0.2, 0.5] as [Float])
  func large(offset: Float) throws {
    let samples = try demo(offset: 0)
    let output = removed(from: samples.map { $0 + offset })
    #expect(output.count == samples.count)
    let differences = zip(output, samples).dropFirst(Self.rate / 2).map { abs($0 - $1) }
    #expect((differences.max() ?? 1) < 0.01, "\(differences.max() ?? 1)")
    let steps = zip(differences, differences.dropFirst()).map { abs($0 - $1) }
    #expect((steps.max() ?? 1) < 1e-4, "a click of \(steps.max() ?? 1)")
  }

  @Test("is removed alike whatever the blocks", arguments: [1, 7, 4096, 1_000_000])
  func blocks(count: Int) throws {
    let samples = try Array(demo(offset: 0.15).prefix(5 * Self.rate))
    let isSame = removed(from: samples, blockCount: count) == removed(from: samples)
    #expect(isSame)
  }

  @Test("that ends is taken away no longer")
  func ends() throws {
    let samples = try demo(offset: 0)
    let half = samples.count / 2
    let output = removed(from: samples[..<half].map { $0 + 0.2 } + samples[half...])
    let isSame = output.dropFirst(half + Self.rate).elementsEqual(samples.dropFirst(half + Self.rate))
    #expect(isSame)
  }

  @Test("is none where there is a low tone, a pop, or what is no number")
  func others() throws {
    let tone = (0..<3 * Self.rate).map { 0.8 * sinf(2 * .pi * 35 * Float($0) / Float(Self.rate)) }
    #expect(passes(tone))
    var pop = try demo(offset: 0)
    for index in 20_000..<22_000 { pop[index] = 0.9 }
    #expect(passes(pop))
    pop[30_000] = .infinity
    #expect(passes(pop))
  }

  @Test("hides no speech", arguments: [0.1, 0.2, -0.3] as [Float])
  func heard(offset: Float) throws {
    let model = try EmotionModel(
      path: sourceTree.appendingPathComponent("models/liveser-default.safetensors").path)
    let recognizer = try Recognizer(model: model, inputRate: Self.rate)
    let clear = try listen(to: demo(offset: 0), with: recognizer)
    try recognizer.reset()
    let shifted = try listen(to: demo(offset: offset), with: recognizer)
    #expect(shifted.utterances.count == clear.utterances.count)
    func seconds(_ heard: Heard) -> Double { heard.utterances.reduce(0) { $0 + $1.speechSeconds } }
    #expect(abs(seconds(shifted) - seconds(clear)) < 0.03 * seconds(clear))
  }
}
