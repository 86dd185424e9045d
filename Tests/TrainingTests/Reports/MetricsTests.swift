import Foundation
import Testing

@testable import Training

/// Scores computed outside, by Fixtures/make_metrics.py.
private struct MetricsFixture: Decodable, CustomTestStringConvertible {
  var name: String
  var classCount: Int
  var truth: [Int]
  var probabilities: [[Double]?]
  var confusion: [[Int]]
  var uar, wa, macroF1, nll, brier, ece: Double
  var precision, recall, f1: [Double]
  var support: [Int]

  var testDescription: String { name }
  var predictions: [Prediction] {
    zip(truth, probabilities).map { Prediction(truthIndex: $0, probabilities: $1) }
  }
  var labels: [String] { (0..<classCount).map { "class \($0)" } }

  static func all() throws -> [MetricsFixture] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("Fixtures/metrics.json"))
    return try JSONDecoder().decode([MetricsFixture].self, from: data)
  }
}

private func near(_ left: Double?, _ right: Double, within tolerance: Double = 1e-9) -> Bool {
  left.map { abs($0 - right) <= tolerance } ?? false
}

@Suite struct MetricsTests {
  @Test("recalls, accuracy, precision and F1 are those of scikit-learn")
  func classification() throws {
    let fixtures = try MetricsFixture.all()
    #expect(fixtures.count == 4)
    for fixture in fixtures {
      let matrix = ConfusionMatrix(labels: fixture.labels, predictions: fixture.predictions)
      #expect(matrix.counts == fixture.confusion && matrix.supports == fixture.support, "\(fixture.name)")
      #expect(near(matrix.uar, fixture.uar) && near(matrix.wa, fixture.wa), "\(fixture.name)")
      #expect(near(matrix.macroF1, fixture.macroF1), "\(fixture.name)")
      for (index, scores) in matrix.classScores.enumerated() {
        #expect(near(scores.precision, fixture.precision[index]), "\(fixture.name)")
        #expect(
          near(scores.recall, fixture.recall[index]) && near(scores.f1, fixture.f1[index]), "\(fixture.name)")
      }
    }
  }

  @Test("NLL, Brier score and ECE are those of scikit-learn and numpy")
  func calibration() throws {
    for fixture in try MetricsFixture.all() {
      let calibration = try #require(Calibration(fixture.predictions))
      #expect(near(calibration.nll, fixture.nll, within: 1e-7), "\(fixture.name)")
      #expect(near(calibration.brier, fixture.brier), "\(fixture.name)")
      #expect(near(calibration.ece, fixture.ece), "\(fixture.name)")
      #expect(calibration.bins.count == 15)
      #expect(calibration.bins.reduce(0) { $0 + $1.count } == calibration.clipCount)
    }
  }

  @Test("a clip without speech is an error of its class, counted apart")
  func noSpeech() {
    var matrix = ConfusionMatrix(labels: ["a", "b"])
    matrix.add(truth: 0, given: 0)
    matrix.add(truth: 0, given: nil)
    matrix.add(truth: 1, given: 1)
    #expect(matrix.supports == [2, 1] && matrix.noSpeechCounts == [1, 0])
    #expect(near(matrix.uar, 0.75) && near(matrix.wa, 2.0 / 3))
    var sum = matrix
    sum.add(matrix)
    #expect(sum.clipCount == 6 && sum.correctCount == 4 && near(sum.uar, 0.75))
  }

  @Test("nothing to score gives nothing, not a number")
  func empty() {
    let matrix = ConfusionMatrix(labels: ["a"])
    #expect(matrix.uar == nil && matrix.wa == nil && matrix.macroF1 == nil)
    #expect(Calibration([Prediction(truthIndex: 0, probabilities: nil)]) == nil)
    #expect(CoverageCurve([]).points.isEmpty && MeanAndDeviation([]) == nil)
    #expect(Bootstrap.uarInterval(of: [], labelCount: 1, over: .clips) == nil)
  }

  @Test("a certain and wrong answer costs much, and stays finite")
  func certainAndWrong() throws {
    let calibration = try #require(Calibration([Prediction(truthIndex: 0, probabilities: [0, 1])]))
    #expect(near(calibration.nll, -Foundation.log(1e-15)) && calibration.brier == 2 && calibration.ece == 1)
    #expect(calibration.bins[14].count == 1)
  }

  @Test("abstaining trades coverage for accuracy; silence is never covered")
  func coverage() {
    func answer(_ confidence: Double, _ isRight: Bool) -> Prediction {
      Prediction(truthIndex: isRight ? 0 : 1, probabilities: [confidence, 1 - confidence])
    }
    let curve = CoverageCurve([
      answer(0.6, false), answer(0.9, true), answer(0.8, true), answer(0.8, false),
      Prediction(truthIndex: 0, probabilities: nil),
    ])
    #expect(curve.points.map(\.coverage) == [0.2, 0.6, 0.8])
    #expect(curve.points.map(\.threshold) == [0.9, 0.8, 0.6])
    #expect(zip(curve.points.map(\.accuracy), [1, 2.0 / 3, 0.5]).allSatisfy { near($0, $1) })
    #expect(near(curve.accuracy(atCoverage: 0.5), 2.0 / 3) && curve.accuracy(atCoverage: 0.9) == nil)
  }

  @Test("folds and seeds are summarised by mean and sample deviation")
  func spread() throws {
    let summary = try #require(MeanAndDeviation([0.5, 0.6, 0.7]))
    #expect(near(summary.mean, 0.6) && near(summary.deviation, 0.1) && summary.count == 3)
    #expect(MeanAndDeviation([0.5])?.deviation == nil)
  }
}

@Suite struct BootstrapTests {
  /// Each of `speakerCount` speakers is understood always or never.
  private func predictions(speakerCount: Int) -> [Prediction] {
    (0..<speakerCount).flatMap { speaker in
      (0..<20).map { clip in
        let isRight = speaker.isMultiple(of: 2)
        let truth = clip % 2
        let given = isRight ? truth : 1 - truth
        return Prediction(
          truthIndex: truth, probabilities: given == 0 ? [0.9, 0.1] : [0.1, 0.9], speaker: "s\(speaker)")
      }
    }
  }

  @Test("the interval over clips has the width theory gives, and repeats with its seed")
  func overClips() throws {
    let clips = predictions(speakerCount: 10)
    let interval = try #require(Bootstrap.uarInterval(of: clips, labelCount: 2, over: .clips))
    // Mean of two recalls of 100 clips each, both 0.5: standard error √(0.25/200) = 0.0354.
    #expect(near(interval.lowerBound, 0.5 - 1.96 * 0.0354, within: 0.015))
    #expect(near(interval.upperBound, 0.5 + 1.96 * 0.0354, within: 0.015))
    #expect(Bootstrap.uarInterval(of: clips, labelCount: 2, over: .clips) == interval)
    #expect(Bootstrap.uarInterval(of: clips, labelCount: 2, over: .clips, seed: 1) != interval)
  }

  @Test("verdicts of several seeds on one clip are not taken for more clips")
  func repeatedClips() throws {
    let once = predictions(speakerCount: 10).enumerated().map { index, prediction in
      Prediction(truthIndex: prediction.truthIndex, probabilities: prediction.probabilities, path: "\(index)")
    }
    let interval = try #require(Bootstrap.uarInterval(of: once, labelCount: 2, over: .clips))
    #expect(Bootstrap.uarInterval(of: once + once + once, labelCount: 2, over: .clips) == interval)
  }

  @Test("the interval over speakers is wider where speakers differ, and needs to know them")
  func overSpeakers() throws {
    var clips = predictions(speakerCount: 10)
    let interval = try #require(Bootstrap.uarInterval(of: clips, labelCount: 2, over: .speakers))
    // Ten speakers of 0 or 1: standard error 0.5/√10 = 0.158.
    #expect(near(interval.lowerBound, 0.5 - 1.96 * 0.158, within: 0.06))
    #expect(near(interval.upperBound, 0.5 + 1.96 * 0.158, within: 0.06))
    clips[3].speaker = nil
    #expect(Bootstrap.uarInterval(of: clips, labelCount: 2, over: .speakers) == nil)
    #expect(Bootstrap.uarInterval(of: predictions(speakerCount: 1), labelCount: 2, over: .speakers) == nil)
  }
}
