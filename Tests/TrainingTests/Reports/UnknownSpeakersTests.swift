import Testing

@testable import Training

@Suite("Of speakers that are not all known nothing is claimed")
struct UnknownSpeakersTests {
  private func clip(_ name: String, speaker: String?, sentence: String? = "c-1") -> Clip {
    Clip(path: name, corpus: "c", speaker: speaker, emotion: "sad", sentence: sentence)
  }

  private func lines(train: [Clip], test: [Clip]) -> [String] {
    Array(LeakReport(train: train, test: test, copies: [], incomparableClipCount: 0).lines.dropFirst())
  }

  @Test("by the leak check, whichever side has clips without them")
  func leaks() {
    let (known, other) = (clip("1", speaker: "c-a"), clip("2", speaker: "c-b"))
    let unknown = clip("3", speaker: nil, sentence: nil)
    let shared = "1 of the test clips' 1 sentences are also in the training clips."
    #expect(
      lines(train: [known], test: [other]) == ["No test clip's speaker is in the training clips.", shared])
    for (train, test) in [([known, unknown], [other]), ([known], [other, unknown]), ([unknown], [other])] {
      #expect(
        lines(train: train, test: test).first
          == "No test clip's speaker is known to be in the training clips. Not all speakers are known.")
    }
    #expect(
      lines(train: [known, unknown], test: [known]) == [
        "1 of the test clips' 1 speakers are also in the training clips. Not all speakers are known.",
        shared + " Not all sentences are known.",
      ])
    #expect(lines(train: [known], test: [unknown]).first == "The test clips' speakers are not known.")
  }

  private func statement(
    _ speakers: [String]?, validation: [String]? = nil, unnamed: Int? = nil,
    tested: [String] = ["c-a", "c-b"], namesAll: Bool = true
  ) -> String {
    LearntFrom(
      recipeName: "r", clipCounts: ["c": 3, "d": 2], speakers: speakers, validationSpeakers: validation,
      unnamedClipCount: unnamed
    ).statement(corpora: ["c"], testSpeakers: tested, namesTestSpeakers: namesAll)
  }

  @Test("by a model that learnt from clips without a speaker beside those with one")
  func someUnnamed() {
    #expect(statement(["c-x", "d-x"], unnamed: 0).contains("none of the 2"))
    let text = statement(["c-x", "d-x"], unnamed: 1)
    #expect(!text.contains("none of the") && text.hasSuffix("Not all speakers are known."))
  }

  @Test("Speakers that chose a model's epoch or calibration are told")
  func validation() {
    let text = statement(["c-x", "d-x"], validation: ["c-b"], unnamed: 0)
    #expect(text.contains("none of the 2") && text.contains("chosen on 1 of them"))
    #expect(statement(["c-x", "d-x"], validation: ["c-z"]).hasSuffix("speakers tested here."))
    #expect(statement(["c-a", "d-x"], validation: ["c-b"]).contains("do not hold"))
  }

  @Test("by a model whose card names no speakers, or none of a corpus it learnt from")
  func models() {
    #expect(statement(["c-x", "d-x"]) == "The model learnt from none of the 2 speakers tested here.")
    #expect(statement(["c-a", "d-x"]).hasPrefix("The model learnt from 1 of the 2 speakers tested here: "))
    for speakers in [nil, [], ["c-x"], ["d-x"]] as [[String]?] {
      let text = statement(speakers)
      #expect(!text.contains("none of the"))
      #expect(
        text.contains("may be among those tested here") && text.hasSuffix("Not all speakers are known."))
    }
    let some = statement(["c-a"])
    #expect(some.contains("at least 1 of the speakers tested here"))
    #expect(some.contains("do not hold for a new voice") && some.hasSuffix("Not all speakers are known."))
  }

  @Test("by a model of clips that are tested without them")
  func tests() throws {
    #expect(!statement(["c-x", "d-x"], tested: ["c-a"], namesAll: false).contains("none of the"))
    #expect(!statement(["c-x", "d-x"], tested: [], namesAll: false).contains("none of the"))
    for speaker in ["c-b", nil] {
      let clips = [clip("1", speaker: "c-a"), clip("2", speaker: speaker)].enumerated().map {
        LabeledClip(clip: $0.element, labelIndex: $0.offset)
      }
      let fold = Fold(
        name: "all clips", train: [], validation: [], test: clips, validationSharesSpeakers: false)
      let verdicts = clips.map { Prediction(truthIndex: $0.labelIndex, probabilities: [0.2, 0.8]) }
      let report = try #require(
        EvaluationReport(
          run: .init(command: "", version: "", recipeName: "m", seconds: 0),
          plan: EvaluationPlan(
            evaluationProtocol: .allClips, labels: LabelMap(labels: ["neutral", "sad"]), folds: [fold]),
          clips: clips.map(\.clip), outcomes: [FoldOutcome(fold: fold, seed: 0, predictions: verdicts)],
          learntFrom: LearntFrom(recipeName: "r", clipCounts: ["c": 3], speakers: ["c-x"])))
      let text = report.lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
      #expect(text.contains("learnt from none of the 2 speakers") == (speaker != nil))
      #expect(text.contains("Not all speakers are known") == (speaker == nil))
    }
  }
}
