import Foundation
import Testing

@testable import Recognition
@testable import Training

@Suite struct HearingTests {
  private static let labels = ["neutral", "sad"]

  private func update(_ probabilities: [Float]?) -> RecognitionUpdate {
    RecognitionUpdate(
      time: 0, isSpeech: probabilities != nil, probabilities: probabilities.map(Probabilities.init))
  }

  private func frame(_ isSpeech: Bool) -> AnalysisFrame {
    AnalysisFrame(
      time: 0, level: 0, isSpeech: isSpeech, logMel: UnsafeBufferPointer(start: nil, count: 0))
  }

  @Test("verdicts are noted when so much speech has been heard; changes of the leader are counted")
  func listener() {
    var listener = ClipListener(rowSeconds: 0.1)
    // Half a second of speech with one answer, pauses not counted, then another answer.
    for _ in 0..<3 { listener.analyzed(frame(true)) }
    listener.updated(update([0.9, 0.1]))
    for _ in 0..<20 { listener.analyzed(frame(false)) }
    #expect(listener.early.isEmpty)
    for _ in 0..<2 { listener.analyzed(frame(true)) }
    listener.updated(update([0.6, 0.4]))
    for _ in 0..<5 { listener.analyzed(frame(true)) }
    listener.updated(update([0.2, 0.8]))
    listener.updated(update(nil))
    listener.updated(update([0.7, 0.3]))
    listener.analyzed(frame(false))
    #expect(listener.flipCount == 1 && abs(listener.speechSeconds - 1) < 1e-9)
    #expect(listener.early.count == 2)
    #expect(zip(listener.early[0] ?? [], [0.6, 0.4]).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(zip(listener.early[1] ?? [], [0.7, 0.3]).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("no answer yet is an error at that time")
  func noAnswerYet() {
    var listener = ClipListener(rowSeconds: 0.1)
    for _ in 0..<6 { listener.analyzed(frame(true)) }
    #expect(listener.early == [nil])
  }

  private func heard(_ truth: Int, _ early: [Int], seconds: Double, gender: Gender, name: String) -> (
    LabeledClip, HeardClip
  ) {
    func prediction(_ given: Int) -> Prediction {
      Prediction(
        truthIndex: truth, probabilities: [given == 0 ? 0.8 : 0.2, given == 0 ? 0.2 : 0.8], path: name)
    }
    let clip = Clip(
      path: name, corpus: "c", speaker: "c-\(gender.rawValue)", gender: gender, emotion: Self.labels[truth])
    return (
      LabeledClip(clip: clip, labelIndex: truth),
      HeardClip(
        prediction: prediction(early.last ?? 0), early: early.map(prediction), flipCount: 3,
        speechSeconds: seconds)
    )
  }

  @Test("the report tells UAR by seconds, changes a second, recalls by gender and conditions")
  func report() throws {
    let clips = [
      heard(0, [1, 0, 0, 0, 0, 0], seconds: 1, gender: .female, name: "a,\"b\".wav"),
      heard(1, [1, 1, 1, 1, 1, 1], seconds: 2, gender: .female, name: "b"),
      heard(0, [0, 0, 0, 1, 1, 1], seconds: 2, gender: .male, name: "c"),
      heard(1, [0, 0, 1, 1, 1, 1], seconds: 4, gender: .male, name: "d"),
    ]
    let fold = Fold(
      name: "all clips", train: [], validation: [], test: clips.map(\.0), validationSharesSpeakers: false)
    let outcome = FoldOutcome(
      fold: fold, seed: 0, heard: clips.map(\.1), changed: [.quiet: clips.map(\.1.early[0])])
    let report = try #require(
      EvaluationReport(
        run: .init(command: "", version: "", recipeName: "m", seconds: 0),
        plan: EvaluationPlan(
          evaluationProtocol: .allClips, labels: LabelMap(labels: Self.labels), folds: [fold]),
        clips: clips.map(\.0.clip), outcomes: [outcome],
        learntFrom: LearntFrom(recipeName: "r", clipCounts: ["c": 3], speakers: ["c-male"])))
    let heard = try #require(report.secondsHeard)
    #expect(heard.points.map(\.uar) == [0.5, 0.75, 1, 0.75, 0.75, 0.75] && heard.wholeUAR == 0.75)
    #expect(heard.points.map(\.clipCount) == [4, 4, 3, 3, 1, 1])
    #expect(abs(heard.flipsPerSecond - 12.0 / 9) < 1e-12)
    #expect(
      report.genders.map(\.gender) == [.female, .male] && report.genders.map(\.confusion.uar) == [1, 0.5])
    #expect(report.conditions.map(\.uar.mean) == [0.5])
    #expect(report.lines.contains { $0.hasPrefix("quiet") && $0.hasSuffix("-25.0") })
    #expect(report.lines.contains { $0.contains("learnt from 1 of the 2 speakers tested here") })
    #expect(report.pictures["uar-by-seconds.svg"] != nil)
    let table = PredictionTable.csv([outcome], labels: Self.labels).split(separator: "\n")
    #expect(
      table.count == 9 && table[1].hasPrefix("all clips,0,unchanged,\"a,\"\"b\"\".wav\",,neutral,neutral,0.8")
    )
  }
}

@Suite struct ContentMatchesTests {
  /// Noise in bursts, different for each seed.
  private static func noise(seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    var smooth: Float = 0
    return (0..<24_000).map { index in
      smooth += 0.4 * (Float(generator.nextNormal()) - smooth)
      return smooth * (index / 3000 % 3 == 0 ? 0.02 : 0.3)
    }
  }

  private static func samples(_ clip: Clip) throws(TrainingError) -> [Float] {
    if clip.path == "broken" { throw .undecodable(path: "broken", reason: "it is") }
    if clip.path == "silent" { return [Float](repeating: 0, count: 16_000) }
    let parts = clip.path.split(separator: "+")
    let samples = noise(seed: UInt64(parts[0]) ?? 0)
    return parts.count == 1 ? samples : samples.dropFirst(800).map { $0 * 0.2 }
  }

  private func labeled(_ names: [String]) -> [LabeledClip] {
    names.map {
      LabeledClip(clip: Clip(path: $0, corpus: "c", speaker: "s\($0)", emotion: "sad"), labelIndex: 0)
    }
  }

  private func fold(_ train: [String], _ test: [String], validation: [String] = []) -> Fold {
    Fold(
      name: "f", train: labeled(train), validation: labeled(validation), test: labeled(test),
      validationSharesSpeakers: false)
  }

  @Test("every clip is read once, and every fold is told its own copies", arguments: [1, 3])
  func folds(threadCount: Int) throws {
    let clips = labeled(["1", "2", "3", "2+trimmed", "silent"]).map(\.clip)
    let matches = try ContentMatches(
      clips + clips, threadCount: threadCount,
      samples: { (clip) throws(TrainingError) in try Self.samples(clip) })
    #expect(matches.groups == [["2", "2+trimmed"]])
    let leaking = matches.report(of: fold(["1", "2"], ["3", "2+trimmed", "silent"]))
    #expect(leaking.copies.map { [$0.testPath, $0.trainPath] } == [["2+trimmed", "2"]])
    #expect(leaking.incomparableClipCount == 1 && leaking.copiedTestClipCount == 1)
    #expect(matches.report(of: fold(["1"], ["3"], validation: ["2"])).copies.isEmpty)
    #expect(matches.report(of: fold(["1"], ["2+trimmed"], validation: ["2"])).copies.count == 1)
    let both = try #require(
      matches.report(of: [fold(["1", "2"], ["3", "2+trimmed"]), fold(["3", "2+trimmed"], ["1", "2"])]))
    #expect(both.testClipCount == 4 && both.copiedTestClipCount == 2 && both.sharedSpeakers.isEmpty)
    #expect(matches.report(of: []) == nil)
  }

  @Test("a clip that cannot be read is a typed error")
  func unreadable() {
    #expect(throws: TrainingError.undecodable(path: "broken", reason: "it is")) {
      try ContentMatches(
        labeled(["1", "broken"]).map(\.clip), threadCount: 2,
        samples: { (clip) throws(TrainingError) in try Self.samples(clip) })
    }
  }
}
