extension EvaluationReport {
  /// The report for a terminal, one line each, no wider than the tables need.
  public var lines: [String] {
    let blocks = [
      headerLines, leaks?.lines ?? [], foldLines, summaryLines, CorpusScores.lines(corpusScores), classLines,
      GenderScores.lines(genders),
      confusionLines, calibrationLines, abstentionLines, secondsHeard?.lines ?? [],
      ConditionScores.lines(conditions, folds: folds), detectionLines, trainingLines,
    ]
    return Array(blocks.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  /// A finished model's figures are at a threshold of its own; of a recipe's it is told which it was.
  private var detectionLines: [String] {
    let lines = detection?.lines ?? []
    guard !lines.isEmpty, learntFrom == nil else { return lines }
    let threshold = FixedPoint.text(DetectionScores.recipeThreshold, digits: 2)
    return lines + ["all other figures: with verdicts up to a probability of no speech of \(threshold)"]
  }

  private var headerLines: [String] {
    var table = TextTable(leftColumnCount: 2)
    let seedWord = seeds.count == 1 ? "seed" : "seeds"
    let seedWords = "\(seedWord) \(seeds.map(String.init).joined(separator: ", "))"
    if let learntFrom {
      table.add("model", "\(run.recipeName), of the recipe \(learntFrom.recipeName), \(seedWords)")
      let counts = learntFrom.clipCounts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value) clips" }
      table.add("learnt from", counts.isEmpty ? "not recorded" : counts.joined(separator: "; "))
      let statement = learntFrom.statement(
        corpora: corpora.map(\.corpus), testSpeakers: Set(folds.flatMap(\.testSpeakers)).sorted(),
        namesTestSpeakers: namesTestSpeakers ?? true)
      for line in Self.wrapped(statement + soundsCaveat, width: 76) { table.add("", line) }
    } else {
      table.add("recipe", "\(run.recipeName), \(seedWords)")
    }
    table.add("protocol", protocolName)
    for line in Self.wrapped(protocolStatement, width: 76) { table.add("", line) }
    table.add("data", corpora.map(Self.words).joined(separator: "; "))
    if !droppedCounts.isEmpty {
      let dropped = droppedCounts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
      table.add("", "without a label here: " + dropped.joined(separator: ", "))
    }
    table.add("command", run.command)
    table.add("version", "\(run.version), \(FixedPoint.text(run.seconds, digits: 1)) s" + processorWords)
    return table.lines
  }

  /// Models do not say by name which noises and rooms they learnt with.
  private var soundsCaveat: String {
    let mixed: Set<AcousticCondition> = [.noise10, .noise20, .room, .farRoom]
    let hasSounds =
      conditions.contains { mixed.contains($0.condition) } || detection?.points.first?.falseShare != nil
    return hasSounds
      ? " Noises and rooms in the data may be those it learnt with; figures on them then flatter it." : ""
  }

  private var processorWords: String {
    var words = ""
    if let seconds = run.processorSeconds {
      words += ", of which a processor was busy \(FixedPoint.text(seconds, digits: 1)) s"
    }
    if let seconds = run.restoredSeconds {
      words += "; epochs from checkpoints took \(FixedPoint.text(seconds, digits: 1)) s before"
    }
    return words
  }

  private static func words(_ summary: CorpusSummary) -> String {
    let speakers = summary.speakerCount == 0 ? "" : ", \(summary.speakerCount) speakers"
    return "\(summary.corpus) \(summary.clipCount) clips\(speakers)"
  }

  private var foldLines: [String] {
    var table = TextTable(leftColumnCount: 1)
    table.add("fold", "seed", "train", "test", "UAR %", "WA %")
    for fold in folds {
      table.add(
        fold.name, "\(fold.seed)", "\(fold.trainClipCount)", "\(fold.confusion.clipCount)",
        FixedPoint.percent(fold.uar), FixedPoint.percent(fold.wa))
    }
    return table.lines
  }

  private var summaryLines: [String] {
    let kind =
      protocolName == EvaluationProtocol.allClips.name
      ? "of a finished model, speakers may be shared"
      : sharesSpeakers ? "random split, speakers shared" : "speaker-independent"
    var table = TextTable(leftColumnCount: 2)
    table.add("UAR", "\(Self.words(uar)), \(kind)" + spread)
    if let overSeeds = folds.uarOverSeeds {
      let means = folds.uarBySeed.map { "\(FixedPoint.percent($0.uar)) (seed \($0.seed))" }
      table.add("", "by seed " + means.joined(separator: ", ") + "; over seeds \(Self.words(overSeeds))")
    }
    if let interval = uarIntervalOverClips, let pooled = pooledConfusion.uar {
      table.add(
        "",
        "of all clips together \(FixedPoint.percent(pooled)) %, 95 % interval over clips \(Self.words(interval))"
      )
    }
    if let interval = uarIntervalOverSpeakers {
      table.add("", "95 % interval of the same over speakers \(Self.words(interval))")
    }
    table.add("WA", Self.words(wa))
    if let f1 = pooledConfusion.macroF1 {
      table.add("F1", "\(FixedPoint.percent(f1)) % (macro, all folds together)")
    }
    if noSpeechCount > 0 {
      table.add(
        "",
        "no speech found in \(noSpeechCount) of \(pooledConfusion.clipCount) test clips, counted as errors")
    }
    return table.lines
  }

  static func words(_ score: MeanAndDeviation) -> String { score.percentText + " %" }

  /// What the deviation is taken over.
  private var spread: String {
    guard uar.deviation != nil else { return "" }
    let foldCount = Set(folds.map(\.name)).count
    let foldWords = foldCount == 1 ? "1 fold" : "\(foldCount) folds"
    guard seeds.count > 1 else { return " (mean and deviation of \(foldWords))" }
    return " (mean and deviation of \(uar.count) trainings: \(foldWords), \(seeds.count) seeds)"
  }

  static func words(_ interval: ConfidenceInterval) -> String {
    "\(FixedPoint.percent(interval.lowerBound)) – \(FixedPoint.percent(interval.upperBound)) %"
  }

  private var classLines: [String] {
    var table = TextTable()
    table.add("class", "precision %", "recall %", "F1 %", "support")
    for scores in pooledConfusion.classScores {
      table.add(
        scores.label, FixedPoint.percent(scores.precision), FixedPoint.percent(scores.recall),
        FixedPoint.percent(scores.f1), "\(scores.support)")
    }
    return table.lines
  }

  private var confusionLines: [String] {
    var table = TextTable()
    let hasSilence = noSpeechCount > 0
    table.add(["true \\ given"] + labels + (hasSilence ? ["no speech"] : []))
    for (index, label) in labels.enumerated() {
      let silence = hasSilence ? ["\(pooledConfusion.noSpeechCounts[index])"] : []
      table.add([label] + pooledConfusion.counts[index].map(String.init) + silence)
    }
    return table.lines
  }

  /// `text` in lines of at most `width` characters, cut at spaces.
  static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
