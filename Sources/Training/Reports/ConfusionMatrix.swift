/// Verdicts counted by true class and by class given.
public struct ConfusionMatrix: Sendable, Hashable, Codable {
  /// Class names, in the order of rows and columns.
  public var labels: [String]
  /// Verdicts.
  ///
  /// - Shape: `[true class][class given]`
  public var counts: [[Int]]
  /// Clips of each true class in which no speech was found: errors, which have no column of their own.
  public var noSpeechCounts: [Int]

  /// An empty matrix.
  public init(labels: [String]) {
    self.labels = labels
    counts = Array(repeating: Array(repeating: 0, count: labels.count), count: labels.count)
    noSpeechCounts = Array(repeating: 0, count: labels.count)
  }

  /// The matrix of `predictions`.
  public init(labels: [String], predictions: some Sequence<Prediction>) {
    self.init(labels: labels)
    for prediction in predictions { add(truth: prediction.truthIndex, given: prediction.leaderIndex) }
  }

  /// Counts one clip; `given` is nil where no speech was found.
  public mutating func add(truth: Int, given: Int?) {
    if let given { counts[truth][given] += 1 } else { noSpeechCounts[truth] += 1 }
  }

  /// Counts the clips of `other`, which must have the same labels.
  public mutating func add(_ other: ConfusionMatrix) {
    precondition(labels == other.labels, "matrices of other labels cannot be added")
    for truth in labels.indices {
      for given in labels.indices { counts[truth][given] += other.counts[truth][given] }
      noSpeechCounts[truth] += other.noSpeechCounts[truth]
    }
  }

  /// Clips of each true class, those without speech included.
  public var supports: [Int] { labels.indices.map { counts[$0].reduce(0, +) + noSpeechCounts[$0] } }

  /// Clips in all.
  public var clipCount: Int { supports.reduce(0, +) }

  /// Clips whose class was given rightly.
  public var correctCount: Int { labels.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// Each row as shares of its true class; rows of classes without clips are 0.
  public var rowShares: [[Double]] {
    zip(counts, supports).map { row, support in row.map { support == 0 ? 0 : Double($0) / Double(support) } }
  }

  /// Weighted average recall, which is accuracy. Range: 0...1; nil without clips.
  public var wa: Double? { clipCount == 0 ? nil : Double(correctCount) / Double(clipCount) }

  /// Unweighted average recall: the mean recall of the classes that have clips. Range: 0...1; nil without clips.
  ///
  /// - Source: `balanced_accuracy_score` of scikit-learn.
  public var uar: Double? {
    let recalls = zip(labels.indices, supports).compactMap { index, support in
      support == 0 ? nil : Double(counts[index][index]) / Double(support)
    }
    return recalls.isEmpty ? nil : recalls.reduce(0, +) / Double(recalls.count)
  }

  /// How each class fared.
  ///
  /// - Source: `precision_recall_fscore_support` of scikit-learn with `zero_division=0`.
  public var classScores: [ClassScores] {
    zip(labels.indices, supports).map { index, support in
      let hits = Double(counts[index][index])
      let givenCount = counts.reduce(0) { $0 + $1[index] }
      let precision = givenCount == 0 ? 0 : hits / Double(givenCount)
      let recall = support == 0 ? 0 : hits / Double(support)
      let f1 = support + givenCount == 0 ? 0 : 2 * hits / Double(support + givenCount)
      return ClassScores(
        label: labels[index], precision: precision, recall: recall, f1: f1, support: support,
        givenCount: givenCount)
    }
  }

  /// Mean F1 of the classes that have clips or were given; nil without clips.
  public var macroF1: Double? {
    let scores = classScores.filter { $0.support + $0.givenCount > 0 }
    return scores.isEmpty ? nil : scores.reduce(0) { $0 + $1.f1 } / Double(scores.count)
  }
}

/// Precision, recall and F1 of one class. Range of each: 0...1, 0 where it is not defined.
public struct ClassScores: Sendable, Hashable, Codable {
  /// Name of the class.
  public var label: String
  /// Share of the clips given this class that have it.
  public var precision: Double
  /// Share of the clips that have this class and were given it.
  public var recall: Double
  /// Harmonic mean of precision and recall.
  public var f1: Double
  /// Clips that have this class.
  public var support: Int
  /// Clips that were given this class.
  public var givenCount: Int
}
