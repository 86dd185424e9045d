extension EvaluationReport {
  /// How far confidence can be believed, and what temperature would help.
  var calibrationLines: [String] {
    guard let calibration else { return [] }
    let scores = [("ECE", calibration.ece), ("NLL", calibration.nll), ("Brier", calibration.brier)]
    let values = scores.map { "\($0.0) \(FixedPoint.text($0.1, digits: 3))" }.joined(separator: ", ")
    var lines = ["calibration: \(values) over \(calibration.clipCount) clips"]
    guard let fit = temperatureFit else { return lines }
    var text = "temperature of least NLL over all folds: \(FixedPoint.text(fit.temperature, digits: 3))"
    if fit.isAtLimit { text += ", the highest looked at" }
    if let heldOut = fit.heldOut {
      text += "; each fold with that of the others: ECE \(FixedPoint.text(heldOut.ece, digits: 3)), "
      text += "NLL \(FixedPoint.text(heldOut.nll, digits: 3))"
      if advice?.isScaled == false { text += ", worse than without: none is advised" }
    }
    lines.append(text)
    return lines
  }

  /// Shares of the clips at which the accuracy of the answers is told.
  public static let coverages = [1, 0.9, 0.8, 0.7, 0.6, 0.5]

  /// Accuracy of the surest answers, by their share.
  var abstentionLines: [String] {
    let kept = Self.coverages.compactMap { share in
      coverage.accuracy(atCoverage: share).map { (share, $0) }
    }
    guard !kept.isEmpty else { return [] }
    var table = TextTable()
    table.add(["surest clips answered, %"] + kept.map { FixedPoint.text(100 * $0.0, digits: 0) })
    table.add(["answers right, %"] + kept.map { FixedPoint.percent($0.1) })
    return table.lines + (advice.map { [$0.line] } ?? [])
  }

  /// How trainings scored whole clips, and which ended early or fell into one answer.
  var trainingLines: [String] {
    folds.flatMap { fold -> [String] in
      guard let training = fold.training else { return [] }
      let name = seeds.count > 1 ? "\(fold.name), seed \(fold.seed)" : fold.name
      var lines: [String] = []
      if let whole = training.wholeClips {
        lines.append(
          "\(name): whole clips, without the speech gate: UAR \(FixedPoint.percent(whole.uar)) %, "
            + "WA \(FixedPoint.percent(whole.accuracy)) %, single outputs "
            + "\(FixedPoint.percent(whole.binaryAccuracy)) %")
      }
      if training.stoppedEarly {
        let kept = training.keptEpoch.map { ", weights of epoch \($0)" } ?? ""
        lines.append("\(name): stopped early after epoch \(training.history.count)\(kept)")
      }
      if let collapse = training.history.last?.collapse {
        let label =
          labels.indices.contains(collapse.answer.labelIndex)
          ? labels[collapse.answer.labelIndex] : "no-speech"
        lines.append("\(name): \(collapse.words(label: label))")
      }
      return lines
    }
  }
}

extension Collapse {
  /// What has happened, the class called `label`.
  public func words(label: String) -> String {
    "collapsed: \(FixedPoint.text(100 * answer.answerShare, digits: 0)) % of the answers on the "
      + "\(isOnValidation ? "validation" : "training") clips are \"\(label)\", which "
      + "\(FixedPoint.text(100 * answer.clipShare, digits: 0)) % of them have, for \(epochCount) epochs"
  }
}
