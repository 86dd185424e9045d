import Buffers

/// A trainable tensor and its gradient.
public final class Parameter: @unchecked Sendable {
  /// Name within the layer, for instance `weight`.
  public let name: String
  /// Dimensions, outermost first.
  public let shape: [Int]
  /// The weights.
  public let value: AlignedBuffer
  /// Gradient of the loss of the last batch, once ``reduceGradient()`` has run.
  public let gradient: AlignedBuffer
  /// Whether weight decay applies: kernels yes, biases and normalisation no.
  public let decays: Bool
  /// Factor of the squared weights in the loss; 0 where there is none.
  public let l2: Float
  /// One partial gradient for each shard, so that shards never write to the same place.
  let shardGradients: [AlignedBuffer]

  init(_ name: String, shape: [Int], decays: Bool, l2: Float = 0) {
    self.name = name
    self.shape = shape
    self.decays = decays
    self.l2 = l2
    let count = shape.reduce(1, *)
    value = AlignedBuffer(count: count)
    gradient = AlignedBuffer(count: count)
    shardGradients = (0..<Shards.count).map { _ in AlignedBuffer(count: count) }
  }

  /// Number of weights.
  public var count: Int { value.count }

  /// Forgets the gradient.
  public func clearGradient() {
    gradient.clear()
    for shard in shardGradients { shard.clear() }
  }

  /// Adds the shards' gradients up, always in the same order, so that the sum does not depend on threads.
  public func reduceGradient() {
    let total = gradient.base
    total.update(from: shardGradients[0].base, count: count)
    for shard in shardGradients.dropFirst() {
      let part = shard.base
      for index in 0..<count { total[index] += part[index] }
    }
  }
}

/// How a batch is shared out: always into the same number of parts, whatever the number of threads, so that
/// the figures of a training do not depend on the machine's core count.
public enum Shards {
  /// Parts of a batch.
  public static let count = 4

  /// Samples of part `shard`.
  static func range(_ shard: Int, of sampleCount: Int) -> Range<Int> {
    (sampleCount * shard / count)..<(sampleCount * (shard + 1) / count)
  }
}
