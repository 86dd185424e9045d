import FoundationEssentials

/// What an evaluation advises a model of its recipe to be shipped with: temperature, and the confidence under which it
/// should say that it is unsure.
public struct CalibrationAdvice: Sendable, Hashable, Codable {
  /// Recipe that was evaluated.
  public var recipeName: String
  /// Protocol it was evaluated by.
  public var protocolName: String
  /// Class names, in the order of the outputs.
  public var labels: [String]
  /// Verdicts it rests on.
  public var clipCount: Int
  /// UAR over folds and seeds.
  public var uar: MeanAndDeviation
  /// Accuracy over folds and seeds.
  public var wa: MeanAndDeviation
  /// Whether test speakers were also learnt from.
  public var sharesSpeakers: Bool
  /// Calibration error with temperatures of the other folds; as it was found where `isScaled` is false or with one fold.
  public var ece: Double
  /// What to divide logits by.
  public var temperature: Double
  /// Whether a temperature fitted on the other folds made a fold's verdicts more likely; where it did not, none is advised.
  public var isScaled: Bool?
  /// Confidence under which to abstain; nil where no threshold reaches the accuracy wanted.
  public var unsureThreshold: Double?
  /// Probability of no speech over which to say nothing; nil where it was not looked at.
  public var nonSpeechThreshold: Double?
  /// Share of the answers that should be right: five points, or half the errors if that is less, over all answers.
  public var wantedAccuracy: Double
  /// Share of the clips that are then answered.
  public var coverage: Double?
  /// Share of those answers that are right.
  public var accuracy: Double?

  /// Points of accuracy that abstaining should bring.
  static let accuracyGain = 0.05

  /// Advises from `predictions`, which the model made with `baseTemperature`; `fit` comes on top of it.
  init?(
    report: EvaluationReport, predictions: [Prediction], fit: TemperatureFit, baseTemperature: Double
  ) {
    guard let calibration = report.calibration else { return nil }
    recipeName = report.run.recipeName
    protocolName = report.protocolName
    labels = report.labels
    clipCount = predictions.count
    (uar, wa, sharesSpeakers) = (report.uar, report.wa, report.sharesSpeakers)
    let factor = fit.advised(unscaledNLL: calibration.nll)
    let isScaled = factor == fit.temperature
    self.isScaled = isScaled
    ece = (isScaled ? fit.heldOut?.ece : nil) ?? calibration.ece
    temperature = factor * baseTemperature
    nonSpeechThreshold = report.detection?.advisedThreshold
    let curve = CoverageCurve(predictions.map { $0.scaled(by: factor) })
    let answered = curve.points.last?.accuracy ?? 0
    wantedAccuracy = answered + min(Self.accuracyGain, (1 - answered) / 2)
    if let point = curve.points.last(where: { $0.accuracy >= wantedAccuracy - 1e-12 }) {
      (unsureThreshold, coverage, accuracy) = (point.threshold, point.coverage, point.accuracy)
    }
  }

  /// For a terminal.
  var line: String {
    let wanted = FixedPoint.percent(wantedAccuracy)
    guard let unsureThreshold, let coverage, let accuracy else {
      return "no threshold makes \(wanted) % of the answers right"
    }
    return "unsure under \(FixedPoint.text(unsureThreshold, digits: 3)) makes "
      + "\(FixedPoint.percent(accuracy)) % of the answers right and answers \(FixedPoint.percent(coverage)) % of the clips"
  }

  /// Reads the advice in the file at `path`.
  ///
  /// - Errors: `pathNotFound`, `unreadable`; `recipe` with the place where a value is out of range.
  public static func load(path: String) throws(TrainingError) -> CalibrationAdvice {
    guard FileManager.default.fileExists(atPath: path) else { throw .pathNotFound(path: path) }
    let advice: CalibrationAdvice
    do {
      advice = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    } catch let error as DecodingError {
      throw .recipe(path: path, place: error.place, reason: error.reason)
    } catch {
      throw .unreadable(path: path, reason: SystemWord.reason(of: error))
    }
    guard (0.01...100).contains(advice.temperature) else {
      throw .recipe(
        path: path, place: "temperature", reason: "is \(advice.temperature); must be from 0.01 to 100")
    }
    if let threshold = advice.unsureThreshold, !(0...1).contains(threshold) {
      throw .recipe(path: path, place: "unsureThreshold", reason: "is \(threshold); must be from 0 to 1")
    }
    if let threshold = advice.nonSpeechThreshold, !(0...1).contains(threshold) {
      throw .recipe(path: path, place: "nonSpeechThreshold", reason: "is \(threshold); must be from 0 to 1")
    }
    return advice
  }
}
