import Testing

@testable import Training

@Suite("Scores by corpus, and of what is taken for speech")
struct CorpusScoresTests {
  private static let labels = ["neutral", "sad"]

  /// A test clip of `corpus` whose class is `truth`, judged to be `given`; nil for no verdict.
  private func judged(_ corpus: String, _ truth: Int, _ given: Int?, nonSpeech: [Double] = [0]) -> (
    clip: LabeledClip, heard: HeardClip
  ) {
    let clip = Clip(path: "\(corpus)/\(truth)", corpus: corpus, speaker: corpus, emotion: Self.labels[truth])
    let probabilities = given.map { $0 == 0 ? [0.8, 0.2] : [0.2, 0.8] }
    let prediction = Prediction(
      truthIndex: truth, probabilities: probabilities, path: clip.path, nonSpeech: nonSpeech.min())
    return (
      LabeledClip(clip: clip, labelIndex: truth),
      HeardClip(
        prediction: prediction, early: SecondsHeard.durations.map { _ in prediction }, flipCount: 0,
        speechSeconds: 2, sounds: nonSpeech.map { JudgedSound(seconds: 0.5, nonSpeech: $0) })
    )
  }

  private func outcome(
    _ name: String, _ judged: [(clip: LabeledClip, heard: HeardClip)], noise: [Prediction] = [],
    background: BackgroundHearing? = nil
  ) -> FoldOutcome {
    let fold = Fold(
      name: name, train: [], validation: [], test: judged.map(\.clip), validationSharesSpeakers: false)
    return FoldOutcome(
      fold: fold, seed: 0, heard: judged.map(\.heard), changed: noise.isEmpty ? [:] : [.noise10: noise],
      background: background)
  }

  @Test("every corpus has the mean of the folds that test it, whatever the size of the others")
  func corpora() throws {
    let first = outcome("1", [judged("a", 0, 0), judged("a", 1, 0), judged("b", 0, 0), judged("b", 1, 1)])
    let second = outcome("2", [judged("a", 0, 0), judged("a", 1, 1)])
    let scores = CorpusScores.of([first, second], labels: Self.labels)
    #expect(scores.map(\.corpus) == ["a", "b"])
    #expect(scores[0].foldUARs == [0.5, 1] && scores[0].uar.mean == 0.75 && scores[0].clipCount == 4)
    #expect(scores[1].foldUARs == [1] && scores[1].seedUARs == [1] && scores[1].classCount == 2)
    #expect(CorpusScores.of([second], labels: Self.labels).isEmpty)
    let lines = CorpusScores.lines(scores)
    #expect(lines.count == 3 && lines[1].contains("75.0 ± 35.4 %") && lines[1].contains("50.0 100.0"))
  }

  @Test("missed clips and seconds of background taken for speech are shares of all there were")
  func detection() throws {
    let background = BackgroundHearing(
      [
        judged("noise", 0, nil, nonSpeech: [0.9, 0.45]).heard, judged("noise", 0, nil, nonSpeech: []).heard,
        judged("noise", 0, 1, nonSpeech: [0.12]).heard, judged("noise", 0, 1, nonSpeech: [0.97]).heard,
      ], seconds: 10)
    let first = outcome(
      "1", [judged("a", 0, 0), judged("a", 1, nil, nonSpeech: [])],
      noise: [
        judged("a", 0, nil, nonSpeech: [0.6, 0.03]).heard.prediction,
        judged("a", 1, nil, nonSpeech: [0.8]).heard.prediction,
      ],
      background: background)
    let second = outcome("2", [judged("a", 0, 0), judged("a", 1, 1)])
    let scores = try #require(DetectionScores([first, second]))
    func point(_ threshold: Double) throws -> DetectionScores.Point {
      try #require(scores.points.first { $0.threshold == threshold })
    }
    #expect(try point(0.5).missedShare == 0.25 && point(0.5).missedShares == ["noise10": 0.5])
    #expect(try point(0.02).missedShares == ["noise10": 1] && point(0.02).falseShare == 0)
    #expect(try point(0.5).falseShare == 0.1 && point(0.5).falseRecordingShare == 0.5)
    #expect(try point(0.15).falseShare == 0.05 && point(0.1).falseShare == 0)
    #expect(scores.advisedThreshold == 0.1)
    #expect(scores.lines.count == 5)
    let clean = try #require(DetectionScores([second]))
    #expect(clean.points.allSatisfy { $0.missedShare == 0 && $0.falseShare == nil } && clean.lines.isEmpty)
    #expect(clean.advisedThreshold == nil && DetectionScores([]) == nil)
    // Without a class for sounds that are no speech, all of them pass at every threshold.
    let indifferent = BackgroundHearing([judged("noise", 0, 1, nonSpeech: [0, 0]).heard], seconds: 10)
    let without = try #require(DetectionScores([outcome("3", [judged("a", 0, 0)], background: indifferent)]))
    #expect(without.advisedThreshold == nil && without.points.allSatisfy { $0.falseShare ?? 0 > 0 })
  }
}
