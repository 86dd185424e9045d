import Testing

@testable import Network
@testable import Training

@Suite("Mixup")
struct MixupTests {
  @Test("mixes features, labels and weights by one share, the larger for the clip itself")
  func mixes() {
    var shares: [Float] = []
    for seed in 0..<200 {
      let input = Activation()
      input.resize(sampleCount: 3, stepCount: 2, width: 1)
      for (index, value) in [Float(1), 1, 10, 10, 100, 100].enumerated() { input.base[index] = value }
      input.mask.resize(sampleCount: 3, stepCount: 2)
      input.mask[2, 1] = true
      input.mask.setLength(1, of: 0)
      input.mask.setLength(1, of: 1)
      var targets = [
        ClipTarget(labelIndex: 0), ClipTarget(labelIndex: 1), ClipTarget(labelIndex: 2, weight: 3),
      ]
      var random = SeededGenerator(seed: UInt64(seed))
      Mixup(alpha: 0.4).mix(input, &targets, &random)
      let values: [Float] = [1, 10, 100]
      let weights: [Float] = [1, 1, 3]
      for (sample, target) in targets.enumerated() {
        #expect(target.labelIndex == sample)
        #expect(target.share >= 0.5 && target.share <= 1)
        let other = target.share < 1 ? target.otherIndex : sample
        let expected = target.share * values[sample] + (1 - target.share) * values[other]
        #expect(abs(input.sample(sample)[1] - expected) < 1e-3)
        #expect(
          abs(target.weight - target.share * weights[sample] - (1 - target.share) * weights[other]) < 1e-5)
        #expect(input.mask[sample, 1] == (sample == 2 || other == 2))
        #expect(!input.mask[sample, 0])
        #expect(input.mask.length(of: sample) == (sample == 2 || other == 2 ? 2 : 1))
      }
      shares.append(targets[0].share)
    }
    // max(λ, 1 - λ) of Beta(0.4, 0.4) is 0.8398 on average: ten million draws of numpy.
    let mean = shares.reduce(0, +) / Float(shares.count)
    #expect(abs(mean - 0.8398) < 0.035)
  }
}
