import Testing

@testable import LiveSER
@testable import Recognition

@Suite("Memory of the live threads")
struct AllocationTests {
  @Test(
    "Once warm, neither the capture nor the recognition thread asks for any",
    .enabled(if: AllocationProbe.canCount, "a sanitizer has its own allocator"))
  func nothing() throws {
    let model = try EmotionModel(path: Executable.shippedModel)
    let sound = try demoClip().samples + [Float](repeating: 0, count: 16_000)
    let probe = try #require(
      AllocationProbe(of: sound, model: model, seconds: 50, warmSeconds: 25, pace: 8))
    #expect(probe.captureCount == 0)
    #expect(probe.recognitionCount == 0)
    // An overrun every ten seconds is part of it.
    #expect(probe.counts.overrunCount >= 4)
    #expect(probe.answerCount > 50 && probe.utteranceCount > 6, "\(probe)")
  }
}
