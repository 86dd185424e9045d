import Buffers
import Glibc

/// Running attention pooling over the open steps of a sequence.
///
/// Every step z gets the weight w = exp(clip(u·z + b, ±10)), and every output step holds sum(w z) / sum(w) over
/// the open steps so far; a closed step repeats the last output, and before the first open step it is zero.
/// Shape: steps x width to steps x width. Source: Bahdanau, Cho & Bengio 2015, with one query, made causal.
final class AttentionPool: Layer, @unchecked Sendable {
  /// Query u (`weight`) and b (`bias`).
  let weight: Parameter, bias: Parameter
  let outputShape: RowShape
  static let limit: Float = 10

  private let output = Activation()
  private let inputGradient = Activation()
  private var input = Activation()
  /// For each step its weight (0 where closed), and the sum of weights so far.
  private let weights = Activation()

  /// Pools rows of `inputShape`, seen as one position.
  init(inputShape: RowShape) {
    outputShape = inputShape.flattened
    weight = Parameter("weight", shape: [inputShape.width], decays: true)
    bias = Parameter("bias", shape: [1], decays: false)
  }

  var parameters: [Parameter] { [weight, bias] }
  var looksBack: Bool { true }
  var retention: Retention { .output }

  func forward(_ input: Activation, _ context: PassContext) -> Activation {
    self.input = input
    let width = input.width
    output.resize(like: input, width: width)
    weights.resize(like: input, width: 2)
    context.workers.forEachShard(of: input.sampleCount) { _, samples in
      for sample in samples {
        var state = AttentionState()
        for step in 0..<input.stepCount {
          let to = output.sample(sample) + step * width
          let last = step > 0 ? UnsafePointer(to) - width : nil
          let w = state.absorb(
            input.sample(sample) + step * width, open: input.mask[sample, step], query: weight.value.base,
            bias: bias.value[0], previous: last, into: to, width: width)
          let kept = weights.sample(sample) + 2 * step
          kept[0] = w
          kept[1] = state.total
        }
      }
    }
    return output
  }

  func backward(
    _ gradient: Activation, needsInputGradient: Bool, _ context: PassContext
  ) -> Activation? {
    let input = self.input
    let width = input.width
    inputGradient.resize(like: input, width: width)
    context.workers.forEachShard(of: input.sampleCount) { shard, samples in
      // Gradients of the running sums A = sum(w z) and W = sum(w), gathered from the end.
      let sums = AlignedBuffer(count: width)
      defer { withExtendedLifetime(sums) {} }
      let sumGradient = sums.base
      let queryGradient = weight.shardGradients[shard].base
      for sample in samples {
        sumGradient.update(repeating: 0, count: width)
        var totalGradient: Float = 0
        for step in stride(from: input.stepCount - 1, through: 0, by: -1) {
          let z = input.sample(sample) + step * width
          let y = output.sample(sample) + step * width
          let g = gradient.sample(sample) + step * width
          let target = inputGradient.sample(sample) + step * width
          let w = weights.sample(sample)[2 * step]
          let total = weights.sample(sample)[2 * step + 1]
          if total > 0 {
            var along: Float = 0
            for index in 0..<width {
              sumGradient[index] += g[index] / total
              along += g[index] * y[index]
            }
            totalGradient -= along / total
          }
          guard w > 0 else {
            target.update(repeating: 0, count: width)
            continue
          }
          var score = bias.value[0]
          var weightGradient = totalGradient
          for index in 0..<width {
            score += weight.value[index] * z[index]
            weightGradient += sumGradient[index] * z[index]
          }
          let scoreGradient = abs(score) < Self.limit ? weightGradient * w : 0
          for index in 0..<width {
            target[index] = w * sumGradient[index] + scoreGradient * weight.value[index]
            queryGradient[index] += scoreGradient * z[index]
          }
          bias.shardGradients[shard][0] += scoreGradient
        }
      }
    }
    return needsInputGradient ? inputGradient : nil
  }

  func makeStream(maximumRowCount: Int) -> (any LayerStream)? {
    AttentionStream(
      query: weight.value, bias: bias.value[0], width: outputShape.width, maximumRowCount: maximumRowCount)
  }
}

/// Sum of the attention weights so far; the mean itself stands in the caller's rows.
struct AttentionState {
  private(set) var total: Float = 0

  /// Moves the running mean on by one step and returns the step's weight.
  @inline(__always)
  mutating func absorb(
    _ z: UnsafePointer<Float>, open: Bool, query: UnsafePointer<Float>, bias: Float,
    previous: UnsafePointer<Float>?, into mean: UnsafeMutablePointer<Float>, width: Int
  ) -> Float {
    if let previous {
      if previous != UnsafePointer(mean) { mean.update(from: previous, count: width) }
    } else {
      mean.update(repeating: 0, count: width)
    }
    guard open else { return 0 }
    var score = bias
    for index in 0..<width { score += query[index] * z[index] }
    let w = expf(min(max(score, -AttentionPool.limit), AttentionPool.limit))
    total += w
    let share = w / total
    for index in 0..<width { mean[index] += share * (z[index] - mean[index]) }
    return w
  }
}
