import Testing

@testable import Training

@Suite("Scores by corpus, and of what is taken for speech")
struct CorpusScoresTests {
  private static let labels = ["neutral", "sad"]

  /// A test clip of `corpus` whose class is `truth`, judged to be `given`; nil for no verdict.
  private func judged(_ corpus: String, _ truth: Int, _ given: Int?, seconds: Double = 0) -> (
    clip: LabeledClip, heard: HeardClip
  ) {
    let clip = Clip(path: "\(corpus)/\(truth)", corpus: corpus, speaker: corpus, emotion: Self.labels[truth])
    let probabilities = given.map { $0 == 0 ? [0.8, 0.2] : [0.2, 0.8] }
    let prediction = Prediction(truthIndex: truth, probabilities: probabilities, path: clip.path)
    return (
      LabeledClip(clip: clip, labelIndex: truth),
      HeardClip(
        prediction: prediction, early: SecondsHeard.durations.map { _ in prediction }, flipCount: 0,
        speechSeconds: 2, utteranceSeconds: seconds)
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
      [judged("noise", 0, nil).heard, judged("noise", 0, 1, seconds: 0.5).heard], seconds: 10)
    let first = outcome(
      "1", [judged("a", 0, 0), judged("a", 1, nil)],
      noise: [judged("a", 0, nil).heard.prediction, judged("a", 1, nil).heard.prediction],
      background: background)
    let second = outcome("2", [judged("a", 0, 0), judged("a", 1, 1)])
    let scores = try #require(DetectionScores([first, second]))
    #expect(scores.missedShare == 0.25 && scores.missedShares == ["noise10": 1])
    #expect(scores.falseShare == 0.05 && scores.falseRecordingShare == 0.5)
    #expect(scores.lines.contains { $0.hasPrefix("taken for speech: 5.00 % of 10 s") })
    let clean = try #require(DetectionScores([second]))
    #expect(clean.missedShare == 0 && clean.falseShare == nil && clean.lines.count == 1)
    #expect(DetectionScores([]) == nil)
  }
}
