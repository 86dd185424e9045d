import Network
@testable import Recognition
import Testing

@Suite("Utterances and verdicts")
struct VerdictTests {
  private func heard(_ bursts: [Speech.Burst], seconds: Double, _ metadata: ModelMetadata) throws -> Heard {
    try listen(
      to: Speech.signal(bursts, seconds: seconds, rate: 16_000),
      with: Recognizer(model: TestModel.model(metadata), inputRate: 16_000))
  }

  @Test("A click is no utterance")
  func click() throws {
    let heard = try heard([Speech.Burst(start: 1, end: 1.12)], seconds: 3, TestModel.metadata())
    #expect(heard.utterances.isEmpty)
    #expect(FileVerdict(utterances: heard.utterances, threshold: 0.3).state == .noSpeech)
  }

  @Test("A pause shorter than the hangover does not part an utterance, a longer one does")
  func pauses() throws {
    let short = [Speech.Burst(start: 1, end: 2), Speech.Burst(start: 2.4, end: 3.4)]
    #expect(try heard(short, seconds: 5, TestModel.metadata()).utterances.count == 1)
    let long = [Speech.Burst(start: 1, end: 2), Speech.Burst(start: 3, end: 4)]
    #expect(try heard(long, seconds: 5, TestModel.metadata()).utterances.count == 2)
  }

  @Test("Endless speech is cut at the longest utterance")
  func longest() throws {
    var metadata = TestModel.metadata()
    metadata.utterances.maximumCount = 100
    // Each syllable falls well under the gate's reach for the floor to be tracked.
    let bursts = (0..<12).map {
      Speech.Burst(start: 0.5 + 0.5 * Double($0), end: 0.5 + 0.5 * Double($0) + 0.4)
    }
    let utterances = try heard(bursts, seconds: 7, metadata).utterances
    #expect(utterances.count >= 3)
    #expect(utterances.allSatisfy { $0.end - $0.start <= 2.04 })
  }

  @Test("Speech to the last sample is an utterance when the stream ends")
  func openEnd() throws {
    let utterances = try heard([Speech.Burst(start: 1, end: 2.5)], seconds: 2.5, TestModel.metadata())
      .utterances
    try #require(utterances.count == 1)
    #expect(abs(utterances[0].end - 2.5) < 0.1)
  }

  @Test("What the network takes for no speech is no utterance, and takes nothing from the emotions")
  func nonSpeech() throws {
    let metadata = TestModel.metadata(labels: TestModel.labels + [EmotionModel.nonSpeechLabel])
    for (offset, count) in [(Float(100), 0), (Float(-100), 3)] {
      let network = try TestModel.network(metadata)
      let bias = try TestModel.lastTensor("bias", of: network)
      bias[TestModel.labels.count] = offset
      let model = try EmotionModel(metadata: metadata, network: network)
      #expect(model.labels == TestModel.labels)
      let heard = try listen(
        to: Speech.signal(Speech.bursts, seconds: 9, rate: 16_000),
        with: Recognizer(model: model, inputRate: 16_000))
      #expect(heard.utterances.count == count)
      #expect(heard.utterances.allSatisfy { $0.probabilities.values.count == TestModel.labels.count })
      expectSound(heard)
    }
  }

  @Test("Under the model's threshold the verdict is unsure, with the label still there")
  func unsure() throws {
    var metadata = TestModel.metadata()
    metadata.calibration = Calibration(temperature: 100, unsureThreshold: 0.9)
    let utterances = try heard(Speech.bursts, seconds: 9, metadata).utterances
    #expect(utterances.count == 3)
    #expect(utterances.allSatisfy { $0.state == .unsure && $0.probabilities.confidence > 0.25 })
  }

  @Test("A file's probabilities are its utterances' means, weighted by speech seconds")
  func weights() {
    func utterance(_ seconds: Double, _ values: [Float]) -> Utterance {
      Utterance(
        start: 0, end: seconds, speechSeconds: seconds, state: .emotion, probabilities: Probabilities(values))
    }
    let verdict = FileVerdict(utterances: [utterance(3, [1, 0]), utterance(1, [0, 1])], threshold: 0.8)
    #expect(verdict.probabilities == Probabilities([0.75, 0.25]))
    #expect(verdict.state == .unsure)
    #expect(verdict.speechSeconds == 4)
    #expect(FileVerdict(utterances: [], threshold: 0.3).probabilities == nil)
  }
}
