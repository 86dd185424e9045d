import Buffers
import Glibc
import Network

/// Cross-entropy with label smoothing on the last step, and on earlier ones by a share.
///
/// Source: Szegedy et al. 2016 (label smoothing).
struct SequenceLoss {
  /// Probability mass spread over all classes.
  let labelSmoothing: Float
  /// Share of the loss that earlier steps get, evenly.
  let earlyShare: Float
  /// Open steps after which the early loss begins.
  let earlyStart: Int

  /// Mean loss of the batch, correct last-step answers, and the gradient of the loss with respect to the logits.
  func evaluate(
    logits: Activation, labels: [Int], gradient: Activation
  ) -> (loss: Double, correctCount: Int) {
    let classCount = logits.width
    gradient.resize(
      sampleCount: logits.sampleCount, stepCount: logits.stepCount, width: classCount)
    (gradient.base).update(repeating: 0, count: logits.sampleCount * logits.sampleStride)
    var total: Double = 0
    var correctCount = 0
    for sample in 0..<logits.sampleCount {
      let last = logits.stepCount - 1
      let early = earlySteps(logits.mask, sample, last: last)
      let lastWeight = early.isEmpty ? 1 : 1 - earlyShare
      let scale = 1 / Float(logits.sampleCount)
      total += Double(
        lastWeight
          * step(
            logits.sample(sample) + last * classCount, labels[sample], weight: lastWeight * scale,
            into: gradient.sample(sample) + last * classCount, classCount))
      for earlier in early {
        let weight = earlyShare / Float(early.count)
        total += Double(
          weight
            * step(
              logits.sample(sample) + earlier * classCount, labels[sample], weight: weight * scale,
              into: gradient.sample(sample) + earlier * classCount, classCount))
      }
      let row = logits.sample(sample) + last * classCount
      var best = 0
      for index in 1..<classCount where row[index] > row[best] { best = index }
      if best == labels[sample] { correctCount += 1 }
    }
    return (total / Double(logits.sampleCount), correctCount)
  }

  private func earlySteps(_ mask: StepMask, _ sample: Int, last: Int) -> [Int] {
    guard earlyShare > 0 else { return [] }
    var heard = 0
    var steps: [Int] = []
    for index in 0..<last where mask[sample, index] {
      heard += 1
      if heard >= earlyStart { steps.append(index) }
    }
    return steps
  }

  /// Loss of one step; adds `weight` times its gradient.
  private func step(
    _ logits: UnsafePointer<Float>, _ label: Int, weight: Float, into gradient: UnsafeMutablePointer<Float>,
    _ classCount: Int
  ) -> Float {
    var top = logits[0]
    for index in 1..<classCount { top = max(top, logits[index]) }
    var sum: Float = 0
    for index in 0..<classCount { sum += expf(logits[index] - top) }
    let logSum = logf(sum) + top
    var loss: Float = 0
    for index in 0..<classCount {
      let target = labelSmoothing / Float(classCount) + (index == label ? 1 - labelSmoothing : 0)
      loss += target * (logSum - logits[index])
      gradient[index] += weight * (expf(logits[index] - logSum) - target)
    }
    return loss
  }
}
