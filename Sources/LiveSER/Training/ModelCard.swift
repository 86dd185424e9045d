import Foundation
import Network
import Recognition
import Training

/// The card that `train` writes beside a model: what it is, what it learnt from, and what it must not be used for.
struct ModelCard {
  let metadata: ModelMetadata
  let network: LayeredNetwork
  let recipe: Recipe
  let record: TrainingRecord
  let material: TrainingMaterial
  let parts: Fold
  let calibration: ModelCalibration

  /// The card's file of the model at `path`.
  static func path(besideModelAt path: String) -> String { ModelLocator.stem(ofPath: path) + ".md" }

  /// The card as Markdown.
  var text: String {
    ([heading] + [facts, scores, data, curve, layers, limits, recipeBlock].filter { !$0.isEmpty })
      .joined(separator: "\n\n") + "\n"
  }

  /// Labels of emotions.
  var labels: [String] { metadata.labels.filter { $0 != EmotionModel.nonSpeechLabel } }

  private var heading: String {
    "# \(metadata.name)\n\nA model for liveser: emotions from speech, live. Written by `train`."
  }

  private var facts: String {
    let provenance = metadata.provenance
    let rejects =
      metadata.labels.count > labels.count
      ? " and a class for sounds that are not speech, which gives no verdict" : ""
    return """
      ## What it is

      | | |
      |---|---|
      | labels | \(labels.joined(separator: ", "))\(rejects) |
      | input | \(metadata.input.text(metadata.frontEnd)) |
      | weights | \(network.parameterCount) |
      | answers | every \(fixed(1000 * answerSeconds, 0)) ms while one speaks |
      | calibration | temperature \(fixed(Double(metadata.calibration.temperature), 3)), `unsure` under \
      \(fixed(Double(metadata.calibration.unsureThreshold), 3))\(silence); \(calibration.source) |
      | recipe | \(provenance.recipe), seed \(provenance.seed), \(provenance.epochCount) epochs, liveser \
      \(provenance.version) |
      | command | `\(provenance.command)` |
      | licence | \(provenance.license) |
      """
  }

  /// When a sound gets no verdict.
  private var silence: String {
    metadata.calibration.nonSpeechThreshold.map {
      ", no verdict where the probability of no speech is over \(fixed(Double($0), 3))"
    } ?? ""
  }

  /// Seconds between two answers.
  private var answerSeconds: Double {
    let rowSeconds = 1 / metadata.frontEnd.logMel.rowRate
    guard !recipe.isStreaming else { return Double(network.timeStride) * rowSeconds }
    return metadata.input.window?.updateSeconds ?? RecognitionPace.updateSeconds
  }

  /// The evaluation the calibration was taken from.
  private var scores: String {
    guard let advice = calibration.advice else {
      return "## Scores\n\nNone were given to `train`; `liveser evaluate` measures them."
    }
    let kind =
      advice.sharesSpeakers
      ? "test speakers were also learnt from, so that it does not hold for a new voice"
      : "speaker-independent"
    var text = """
      ## Scores

      Of models of the recipe \(advice.recipeName) trained and tested by `\(advice.protocolName)` (\(kind)), over \
      \(advice.uar.count) trainings: UAR \(advice.uar.percentText) %, WA \(advice.wa.percentText) %, ECE \(fixed(advice.ece, 3)) \
      \(temperatures(advice)). This model has learnt from the test clips too and was not among them.
      """
    if let coverage = advice.coverage, let accuracy = advice.accuracy {
      text +=
        " With the threshold above, \(fixed(100 * coverage, 1)) % of the clips were answered and "
        + "\(fixed(100 * accuracy, 1)) % of those answers right; it was chosen on these clips."
    }
    if let report = calibration.report { text += "\n\n```\n\(report)```" }
    return text
  }

  private func temperatures(_ advice: CalibrationAdvice) -> String {
    advice.isScaled == false
      ? "without a temperature, as those fitted on the other folds were of no use"
      : "with fitted temperatures"
  }

  private var curve: String {
    guard let last = record.history.last else { return "## Training\n\nNo epoch." }
    let members = [record] + (record.otherMembers ?? [])
    let seconds = members.reduce(0) { $0 + $1.history.reduce(0) { $0 + $1.seconds } }
    var text =
      "## Training\n\n\(members.count > 1 ? "\(members.count) networks, whose logits are averaged: each " : "")"
      + "\(record.history.count) epochs, in \(fixed(seconds, 0)) s; at the end loss "
      + "\(fixed(last.loss, 3)), \(fixed(100 * last.accuracy, 1)) % of the augmented training crops right."
    if let uar = last.validationUAR { text += " Validation UAR \(fixed(100 * uar, 1)) %." }
    if record.stoppedEarly { text += " It stopped early." }
    if let kept = record.keptEpoch { text += " The weights are those of epoch \(kept)." }
    if let collapse = last.collapse {
      text += " **It \(collapse.words(label: metadata.labels[collapse.answer.labelIndex])).**"
    }
    return text
  }

  private var layers: String {
    let rows = LayerOutline.layers(of: metadata.network).map {
      "| \($0.index) | \($0.typeName) | \($0.shape) | \($0.weightCount) |"
    }
    return "## Network\n\n| layer | type | output, steps × bins × channels | weights |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n")
  }

  /// What the recipe takes people who read for.
  private var readLabel: String { recipe.replacements["read"] ?? "read" }

  private var limits: String {
    let readers =
      parts.train.contains { $0.clip.corpus == EvaluationProtocol.readingCorpus }
      ? ", and from people who read, whom it takes for \(readLabel)" : ""
    return """
      ## What it cannot do

      It learnt from actors who were asked to play an emotion, few of them, in few languages\(readers). It tells how speech \
      sounds, not what a person feels; it is not a lie detector, not a diagnosis, and must not decide about anybody. \
      Verdicts on voices, languages and ways of speaking unlike those it learnt from are worse than the figures say.
      """
  }
}
