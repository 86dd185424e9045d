import Testing

@testable import Network
@testable import Training

@Suite("Mixup")
struct MixupTests {
  private static let values: [Float] = [1, 10, 100]

  /// A batch of three clips of the classes 0, 1 and 2, which weigh `weights`, mixed; nil where nothing was mixed.
  private func mixed(
    _ weights: [Float], seed: Int
  ) -> (input: Activation, targets: [ClipTarget], share: Float)? {
    let input = Activation()
    input.resize(sampleCount: 3, stepCount: 2, width: 1)
    for index in 0..<6 { input.base[index] = Self.values[index / 2] }
    input.mask.resize(sampleCount: 3, stepCount: 2)
    input.mask[2, 1] = true
    input.mask.setLength(1, of: 0)
    input.mask.setLength(1, of: 1)
    var targets = weights.enumerated().map { ClipTarget(labelIndex: $0.offset, weight: $0.element) }
    var random = SeededGenerator(seed: UInt64(seed))
    Mixup(alpha: 0.4).mix(input, &targets, &random)
    // The share of all is told by the features of a clip that another one was mixed into.
    guard let sample = targets.indices.first(where: { input.sample($0)[1] != Self.values[$0] }) else {
      return nil
    }
    let other = Self.values[targets[sample].otherIndex]
    return (input, targets, (input.sample(sample)[1] - other) / (Self.values[sample] - other))
  }

  @Test("mixes features by one share, the larger for the clip itself, and losses by that and the weights")
  func mixes() {
    var shares: [Float] = []
    for seed in 0..<300 {
      let weights: [Float] = [1, 1, 3]
      guard let (input, targets, share) = mixed(weights, seed: seed) else { continue }
      #expect(share > 0.499 && share < 1.001)
      for (sample, target) in targets.enumerated() {
        let other = target.otherIndex
        #expect(target.labelIndex == sample)
        let expected = share * Self.values[sample] + (1 - share) * Self.values[other]
        #expect(abs(input.sample(sample)[1] - expected) < 1e-3)
        #expect(abs(target.share * target.weight - share * weights[sample]) < 1e-3)
        #expect(abs((1 - target.share) * target.weight - (1 - share) * weights[other]) < 1e-3)
        #expect(input.mask[sample, 1] == (sample == 2 || other == 2))
        #expect(!input.mask[sample, 0])
        #expect(input.mask.length(of: sample) == (sample == 2 || other == 2 ? 2 : 1))
      }
      shares.append(share)
    }
    // max(λ, 1 - λ) of Beta(0.4, 0.4) is 0.8398 on average: ten million draws of numpy.
    let mean = shares.reduce(0, +) / Float(shares.count)
    #expect(shares.count > 200 && abs(mean - 0.8398) < 0.035)
  }

  @Test("leaves nothing of a clip that weighs nothing, and equal weights as they are")
  func unequalWeights() {
    for seed in 0..<40 {
      guard let (_, targets, share) = mixed([0, 1, 1], seed: seed) else { continue }
      for (sample, target) in targets.enumerated() where target.otherIndex != sample {
        switch (sample, target.otherIndex) {
        case (0, _): #expect(target.share == 0 && abs(target.weight - (1 - share)) < 1e-3)
        case (_, 0): #expect(target.share == 1 && abs(target.weight - share) < 1e-3)
        default: #expect(abs(target.share - share) < 1e-3 && abs(target.weight - 1) < 1e-6)
        }
      }
      guard let (_, equal, _) = mixed([2, 2, 2], seed: seed) else { continue }
      #expect(Set(equal.map(\.share)).count == 1)
    }
  }
}
