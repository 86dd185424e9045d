import Buffers
import Network

/// A second network that holds the moving average of a learning one's weights and statistics.
///
/// After the first step it holds the weights themselves, then average = d average + (1 - d) weights, step by step.
/// Source: Polyak & Juditsky 1992; Keras 3 `use_ema`, here for batch normalisation's statistics too.
final class WeightAverage {
  /// The averaged network.
  let network: LayeredNetwork
  private let decay: Float
  private let pairs: [(average: AlignedBuffer, current: AlignedBuffer)]

  /// Starts from the weights of `learner`.
  init(of learner: LayeredNetwork, decay: Float) throws(NetworkError) {
    network = try LayeredNetwork(learner.description, seed: 0)
    self.decay = decay
    let averages = network.tensors
    pairs = learner.tensors.sorted { $0.key < $1.key }.compactMap { name, tensor in
      averages[name].map { ($0.values, tensor.values) }
    }
    follow(step: 1)
  }

  /// Moves the average after step `step`, counted from 1.
  func follow(step: Int) {
    let kept = step == 1 ? 0 : decay
    for (average, current) in pairs {
      let (a, w) = (average.base, current.base)
      for index in 0..<average.count { a[index] = kept * a[index] + (1 - kept) * w[index] }
    }
  }
}
