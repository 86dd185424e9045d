import Glibc
import Network

/// Adds to every clip of a batch a share of another one, features and labels alike; in the loss each keeps its own weight.
///
/// The share is drawn once a batch from Beta(α, α); a clip's own share is the larger one. Steps are open where either
/// clip's is, and a sequence is as long as the longer one. Source: Zhang et al. 2018.
struct Mixup {
  /// Both parameters of the Beta distribution.
  let alpha: Float

  /// Mixes `input` and `targets`.
  func mix(_ input: Activation, _ targets: inout [ClipTarget], _ random: inout SeededGenerator) {
    let first = gamma(&random)
    let second = gamma(&random)
    let drawn = first + second > 0 ? Float(first / (first + second)) : 1
    let share = max(drawn, 1 - drawn)
    let partners = Array(targets.indices).shuffled(using: &random)
    guard share < 1 else { return }
    let before = Array(UnsafeBufferPointer(start: input.base, count: input.sampleCount * input.sampleStride))
    let open = (0..<input.sampleCount).map { sample in
      (0..<input.stepCount).map { input.mask[sample, $0] }
    }
    let lengths = (0..<input.sampleCount).map { input.mask.length(of: $0) }
    let own = targets
    for (sample, partner) in partners.enumerated() {
      let values = input.sample(sample)
      let others = partner * input.sampleStride
      for index in 0..<input.sampleStride {
        values[index] = share * values[index] + (1 - share) * before[others + index]
      }
      for step in 0..<input.stepCount where open[partner][step] { input.mask[sample, step] = true }
      input.mask.setLength(max(lengths[sample], lengths[partner]), of: sample)
      let (ownWeight, otherWeight) = (own[sample].weight, own[partner].weight)
      let weight = share * ownWeight + (1 - share) * otherWeight
      targets[sample].otherIndex = own[partner].labelIndex
      targets[sample].weight = weight
      // Of the loss of both, weighted; where they weigh the same, the share of the features, to the bit.
      targets[sample].share = ownWeight == otherWeight || weight == 0 ? share : share * ownWeight / weight
    }
  }

  /// A number of the Gamma distribution of shape α.
  ///
  /// Source: Marsaglia & Tsang 2000, with its note for shapes under 1.
  private func gamma(_ random: inout SeededGenerator) -> Double {
    let shape = Double(alpha) + 1
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let normal = random.nextNormal()
      let cube = (1 + c * normal) * (1 + c * normal) * (1 + c * normal)
      guard cube > 0 else { continue }
      let uniform = 1 - random.nextDouble()
      if log(uniform) < 0.5 * normal * normal + d - d * cube + d * log(cube) {
        return d * cube * pow(1 - random.nextDouble(), 1 / Double(alpha))
      }
    }
  }
}
