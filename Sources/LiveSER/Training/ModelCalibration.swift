import Foundation
import Recognition
import Training

/// A model's temperature and threshold, and where they come from.
struct ModelCalibration {
  var values: Recognition.Calibration
  /// A sentence for the card.
  var source: String
  /// The evaluation they were taken from, where they were.
  var advice: CalibrationAdvice?
  /// The evaluation's whole report, where it lies beside the advice.
  var report: String?

  /// Confidence under which a model says that it is unsure, where no evaluation advises another.
  static let usualThreshold: Float = 0.35

  /// The softmax as it is.
  static let none = ModelCalibration(
    values: Recognition.Calibration(temperature: 1, unsureThreshold: usualThreshold),
    source: "not calibrated: no speakers were held apart and no evaluation was given, so the temperature is 1"
  )

  /// What the evaluation in the file at `path` advises for a model with `labels`.
  ///
  /// - Errors: those of `CalibrationAdvice.load`; `recipe` where it is of other labels.
  static func advised(path: String, labels: [String]) throws(TrainingError) -> ModelCalibration {
    let advice = try CalibrationAdvice.load(path: path)
    guard advice.labels == labels else {
      throw .recipe(
        path: path, place: "labels",
        reason:
          "are \(advice.labels.joined(separator: ", ")); the recipe's are \(labels.joined(separator: ", "))")
    }
    let threshold = advice.unsureThreshold.map(Float.init) ?? usualThreshold
    let caution =
      advice.sharesSpeakers
      ? "; its test speakers were also learnt from, so that confidence is too high for new voices" : ""
    if advice.sharesSpeakers { Diagnostics.standard.report("warning: \(path): \(caution.dropFirst(2))") }
    return ModelCalibration(
      values: Recognition.Calibration(
        temperature: Float(advice.temperature), unsureThreshold: threshold,
        nonSpeechThreshold: advice.nonSpeechThreshold.map(Float.init)),
      source: "from the evaluation of \(advice.recipeName) by \(advice.protocolName), "
        + "fitted on the verdicts on \(advice.clipCount) test clips\(caution)", advice: advice,
      report: report(besideAdviceAt: path))
  }

  private static func report(besideAdviceAt path: String) -> String? {
    let folder = (path as NSString).deletingLastPathComponent
    let data = InputFile.contents((folder as NSString).appendingPathComponent("report.txt"))
    return data.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Temperature fitted on what `model`, of temperature 1, says of the clips held apart; nil where it hears speech in none.
  static func fitted(
    _ model: EmotionModel, on parts: Fold, threadCount: Int
  ) throws(TrainingError) -> ModelCalibration? {
    let bar = ProgressBar("calibrating", totalCount: parts.validation.count)
    defer { bar.finish() }
    let predictions = try RecognizerScorer.predictions(
      of: model, on: parts.validation, threadCount: threadCount,
      samples: { (clip, rate) throws(TrainingError) in
        try Interruption.check(clip)
        return try ClipDecoder.samples(path: clip.path, sampleRate: rate)
      }, progress: { bar.advance() })
    guard let temperature = TemperatureFit.temperature(of: predictions),
      let before = Training.Calibration(predictions)
    else { return nil }
    return ModelCalibration(
      values: Recognition.Calibration(temperature: Float(temperature), unsureThreshold: usualThreshold),
      source: "fitted on \(parts.validation.count.counted("clip")) of "
        + (parts.speakersApart.isEmpty
          ? "speakers who were also learnt from, so that confidence is too high for new voices"
          : "\(parts.speakersApart.count.counted("speaker")) held apart")
        + "; ECE was \(fixed(before.ece, 3)) before")
  }
}
