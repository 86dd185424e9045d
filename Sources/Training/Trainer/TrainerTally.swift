/// Answers of one epoch or one validation, counted.
struct TrainerTally {
  private var rightCounts: [Int]
  private var clipCounts: [Int]
  private var answerCounts: [Int]
  private var lossSum = 0.0
  private var outputHitCount = 0
  /// Answers counted.
  private(set) var count = 0

  init(classCount: Int) {
    rightCounts = [Int](repeating: 0, count: classCount)
    clipCounts = rightCounts
    answerCounts = rightCounts
  }

  /// Counts a batch.
  mutating func add(_ score: BatchScore, targets: some Sequence<ClipTarget>) {
    for (answer, target) in zip(score.answers, targets) {
      clipCounts[target.labelIndex] += 1
      answerCounts[answer] += 1
      if answer == target.labelIndex { rightCounts[answer] += 1 }
    }
    lossSum += score.loss * Double(score.answers.count)
    outputHitCount += score.outputHitCount
    count += score.answers.count
  }

  /// Mean loss.
  var loss: Double { lossSum / Double(max(1, count)) }

  /// Share of right answers.
  var accuracy: Double { Double(rightCounts.reduce(0, +)) / Double(max(1, count)) }

  /// Mean recall over the classes that occur.
  var uar: Double {
    let recalls = clipCounts.indices.filter { clipCounts[$0] > 0 }
      .map { Double(rightCounts[$0]) / Double(clipCounts[$0]) }
    return recalls.reduce(0, +) / Double(max(1, recalls.count))
  }

  /// Share of single outputs on the right side of one half.
  var binaryAccuracy: Double { Double(outputHitCount) / Double(max(1, count * clipCounts.count)) }

  /// Class given most often, the first on a tie.
  var commonAnswer: CommonAnswer {
    let most = answerCounts.indices.reduce(0) { answerCounts[$1] > answerCounts[$0] ? $1 : $0 }
    return CommonAnswer(
      labelIndex: most, answerShare: Double(answerCounts[most]) / Double(max(1, count)),
      clipShare: Double(clipCounts[most]) / Double(max(1, count)))
  }
}
