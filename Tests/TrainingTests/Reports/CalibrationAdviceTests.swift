import Foundation
import Testing

@testable import Training

/// Verdicts whose confidence is wrong by a known temperature.
private enum Overconfident {
  /// Truths drawn from the probabilities; then the logits are multiplied by `factor`.
  static func predictions(count: Int, factor: Double, seed: UInt64) -> [Prediction] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let logits = (0..<4).map { _ in 1.5 * generator.nextNormal() }
      let honest = softmax(logits)
      var rest = generator.nextDouble()
      var truth = 0
      while truth < 3, rest >= honest[truth] {
        rest -= honest[truth]
        truth += 1
      }
      return Prediction(truthIndex: truth, probabilities: softmax(logits.map { $0 * factor }))
    }
  }

  private static func softmax(_ logits: [Double]) -> [Double] {
    let shares = logits.map(exp)
    return shares.map { $0 / shares.reduce(0, +) }
  }
}

@Suite struct TemperatureFitTests {
  @Test("the temperature that was put in is found", arguments: [0.5, 1, 2, 3.5])
  func recovers(factor: Double) throws {
    let predictions = Overconfident.predictions(count: 4000, factor: factor, seed: 3)
    let temperature = try #require(TemperatureFit.temperature(of: predictions))
    #expect(abs(temperature / factor - 1) < 0.06)
    // It is the minimum: a little more or less is worse.
    func nll(_ temperature: Double) throws -> Double {
      try #require(Calibration(predictions.map { $0.scaled(by: temperature) })).nll
    }
    let best = try nll(temperature)
    #expect(try best <= nll(temperature * 1.02) && best <= nll(temperature / 1.02))
  }

  @Test("calibration by the other folds is measured on verdicts that were not fitted")
  func heldOut() throws {
    let folds = (0..<3).map { Overconfident.predictions(count: 600, factor: 3, seed: 20 + $0) }
    let fit = try #require(TemperatureFit(folds))
    let heldOut = try #require(fit.heldOut)
    let before = try #require(Calibration(folds.flatMap(\.self)))
    #expect(heldOut.ece < before.ece / 2 && heldOut.nll < before.nll)
    let others = try #require(TemperatureFit.temperature(of: folds[1] + folds[2]))
    #expect(heldOut.temperatures.count == 3 && heldOut.temperatures[0] == others)
    #expect(try #require(TemperatureFit([folds[0]])).heldOut == nil)
    #expect(TemperatureFit([[Prediction(truthIndex: 0, probabilities: nil)]]) == nil)
  }

  @Test("folds wrong in opposite ways are better off with no temperature, and none is advised")
  func ofNoUse() throws {
    let folds = [1.8, 1, 0.55].enumerated().map {
      Overconfident.predictions(count: 800, factor: $0.element, seed: 40 + UInt64($0.offset))
    }
    let fit = try #require(TemperatureFit(folds))
    let before = try #require(Calibration(folds.flatMap(\.self)))
    #expect(try #require(fit.heldOut).nll > before.nll)
    #expect(fit.advised(unscaledNLL: before.nll) == 1 && fit.temperature != 1)
    // Where all err the same way, the fitted one is.
    let alike = (0..<3).map { Overconfident.predictions(count: 800, factor: 2, seed: 50 + $0) }
    let useful = try #require(TemperatureFit(alike))
    let nll = try #require(Calibration(alike.flatMap(\.self))).nll
    #expect(useful.advised(unscaledNLL: nll) == useful.temperature && useful.temperature > 1.5)
    // With one fold there is no other.
    #expect(try #require(TemperatureFit([alike[0]])).advised(unscaledNLL: 0) > 1.5)
  }

  @Test("scaling keeps the leader and the sum, and certainty is no number that is none")
  func scaling() {
    let sure = Prediction(truthIndex: 0, probabilities: [0, 1, 0])
    for temperature in [0.05, 1, 20] {
      let scaled = sure.scaled(by: temperature).probabilities ?? []
      #expect(scaled.allSatisfy(\.isFinite) && abs(scaled.reduce(0, +) - 1) < 1e-12)
      #expect(sure.scaled(by: temperature).leaderIndex == 1)
    }
    #expect(Prediction(truthIndex: 0, probabilities: nil).scaled(by: 2).probabilities == nil)
  }
}

@Suite struct CalibrationAdviceTests {
  @Test("the threshold answers as many clips as it can with the accuracy wanted")
  func threshold() throws {
    let report = try SampleReport.make("speaker-kfold:4")
    let advice = try #require(report.advice)
    let fit = try #require(report.temperatureFit)
    let before = try #require(report.calibration)
    let isScaled = try #require(fit.heldOut).nll < before.nll
    #expect(advice.isScaled == isScaled && advice.temperature == (isScaled ? fit.temperature : 1))
    #expect(advice.ece == (isScaled ? fit.heldOut?.ece : before.ece))
    let accuracy = try #require(report.coverage.points.last).accuracy
    #expect(abs(advice.wantedAccuracy - (accuracy + 0.05)) < 1e-12)
    let reached = try #require(advice.accuracy)
    #expect(reached >= advice.wantedAccuracy && (advice.coverage ?? 1) < 1)
    #expect(report.lines.contains { $0.hasPrefix("unsure under ") && $0.contains("answers right") })
  }

  @Test("the file gives the advice back; values out of range name their place")
  func file() throws {
    let folder = try TemporaryFolder()
    try SampleReport.make("speaker-kfold:4").write(into: folder.path)
    let path = folder.path + "/calibration.json"
    #expect(try CalibrationAdvice.load(path: path) == SampleReport.make("speaker-kfold:4").advice)
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for (pattern, replacement, place) in [
      ("\"temperature\" : [0-9.]+", "\"temperature\" : 0", "temperature"),
      ("\"unsureThreshold\" : [0-9.]+", "\"unsureThreshold\" : 1.5", "unsureThreshold"),
      ("\"temperature\" : [0-9.]+", "\"warmth\" : 1", "temperature"),
    ] {
      let changed = text.replacingOccurrences(of: pattern, with: replacement, options: .regularExpression)
      try #require(changed != text)
      let file = try folder.write("changed.json", changed)
      #expect {
        _ = try CalibrationAdvice.load(path: file)
      } throws: { error in
        guard case .recipe(_, let found, _) = error as? TrainingError else { return false }
        return found == place
      }
    }
    #expect(throws: TrainingError.pathNotFound(path: "/nowhere.json")) {
      try CalibrationAdvice.load(path: "/nowhere.json")
    }
  }
}
