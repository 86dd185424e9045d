import Buffers
import Glibc
import Network

/// What a network's outputs are compared by.
public enum LossKind: String, Sendable, Equatable, Codable, CaseIterable {
  /// Cross-entropy of the softmax over all outputs.
  case categoricalCrossEntropy
  /// Mean over the outputs of the cross-entropy of each output's sigmoid.
  case binaryCrossEntropy
}

/// What a clip should be told as.
struct ClipTarget: Equatable {
  /// Its class.
  var labelIndex: Int
  /// Class of the clip mixed into it, where there is one.
  var otherIndex = 0
  /// Share of its own class. Range: 0...1
  var share: Float = 1
  /// Factor of its loss.
  var weight: Float = 1
}

/// What the loss says of a batch.
struct BatchScore {
  /// Mean of the samples' weighted losses, over their number.
  var loss: Double
  /// Class with the largest output of the last step, one a sample.
  var answers: [Int]
  /// Single outputs of the last step on the right side of one half.
  var outputHitCount: Int
}

/// Cross-entropy with label smoothing on the last step, and on earlier ones by a share.
///
/// Weighted losses are summed and divided by the number of samples, as Keras does; PyTorch divides by the sum of the weights.
/// Source: Szegedy et al. 2016 (label smoothing); Keras 3 `CategoricalCrossentropy`, `BinaryCrossentropy`.
struct SequenceLoss {
  /// The comparison.
  var kind = LossKind.categoricalCrossEntropy
  /// Probability mass spread over all classes; of the two answers of each output where they are binary.
  let labelSmoothing: Float
  /// Share of the loss that earlier steps get, evenly.
  var earlyShare: Float = 0
  /// Open steps after which the early loss begins.
  var earlyStart = 1

  /// Loss and answers of the batch, and the gradient of the loss with respect to the logits.
  func evaluate(logits: Activation, targets: [ClipTarget], gradient: Activation) -> BatchScore {
    let classCount = logits.width
    gradient.resize(
      sampleCount: logits.sampleCount, stepCount: logits.stepCount, width: classCount)
    (gradient.base).update(repeating: 0, count: logits.sampleCount * logits.sampleStride)
    var total: Double = 0
    var score = BatchScore(loss: 0, answers: [], outputHitCount: 0)
    for sample in 0..<logits.sampleCount {
      let target = targets[sample]
      let last = max(0, logits.mask.length(of: sample) - 1)
      let early = earlySteps(logits.mask, sample, last: last)
      let lastWeight = (early.isEmpty ? 1 : 1 - earlyShare) * target.weight
      let scale = 1 / Float(logits.sampleCount)
      let row = logits.sample(sample) + last * classCount
      total += Double(
        lastWeight
          * step(
            row, target, weight: lastWeight * scale, into: gradient.sample(sample) + last * classCount,
            classCount))
      for earlier in early {
        let weight = earlyShare / Float(early.count) * target.weight
        total += Double(
          weight
            * step(
              logits.sample(sample) + earlier * classCount, target, weight: weight * scale,
              into: gradient.sample(sample) + earlier * classCount, classCount))
      }
      var best = 0
      for index in 1..<classCount where row[index] > row[best] { best = index }
      score.answers.append(best)
      let surest = isOverHalf(row, best, classCount) ? best : nil
      score.outputHitCount += (0..<classCount).count { index in
        let isYes = kind == .binaryCrossEntropy ? row[index] > 0 : index == surest
        return isYes == (index == target.labelIndex)
      }
    }
    score.loss = total / Double(logits.sampleCount)
    return score
  }

  /// Whether the softmax gives `index` more than one half.
  private func isOverHalf(_ logits: UnsafePointer<Float>, _ index: Int, _ classCount: Int) -> Bool {
    (0..<classCount).reduce(0) { $0 + expf(logits[$1] - logits[index]) } < 2
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
    _ logits: UnsafePointer<Float>, _ target: ClipTarget, weight: Float,
    into gradient: UnsafeMutablePointer<Float>, _ classCount: Int
  ) -> Float {
    switch kind {
    case .categoricalCrossEntropy: softmax(logits, target, weight: weight, into: gradient, classCount)
    case .binaryCrossEntropy: sigmoids(logits, target, weight: weight, into: gradient, classCount)
    }
  }

  private func softmax(
    _ logits: UnsafePointer<Float>, _ target: ClipTarget, weight: Float,
    into gradient: UnsafeMutablePointer<Float>, _ classCount: Int
  ) -> Float {
    var top = logits[0]
    for index in 1..<classCount { top = max(top, logits[index]) }
    var sum: Float = 0
    for index in 0..<classCount { sum += expf(logits[index] - top) }
    let logSum = logf(sum) + top
    var loss: Float = 0
    for index in 0..<classCount {
      let wanted =
        labelSmoothing / Float(classCount) + share(of: index, in: target) * (1 - labelSmoothing)
      loss += wanted * (logSum - logits[index])
      gradient[index] += weight * (expf(logits[index] - logSum) - wanted)
    }
    return loss
  }

  private func sigmoids(
    _ logits: UnsafePointer<Float>, _ target: ClipTarget, weight: Float,
    into gradient: UnsafeMutablePointer<Float>, _ classCount: Int
  ) -> Float {
    var loss: Float = 0
    for index in 0..<classCount {
      let logit = logits[index]
      let wanted = labelSmoothing / 2 + share(of: index, in: target) * (1 - labelSmoothing)
      let decayed = expf(-logit.magnitude)
      loss += max(logit, 0) - logit * wanted + log1pf(decayed)
      let sigmoid = (logit >= 0 ? 1 : decayed) / (1 + decayed)
      gradient[index] += weight * (sigmoid - wanted) / Float(classCount)
    }
    return loss / Float(classCount)
  }

  /// What output `index` should be, before smoothing.
  @inline(__always)
  private func share(of index: Int, in target: ClipTarget) -> Float {
    var share: Float = index == target.labelIndex ? target.share : 0
    if target.share < 1, index == target.otherIndex { share += 1 - target.share }
    return share
  }
}
