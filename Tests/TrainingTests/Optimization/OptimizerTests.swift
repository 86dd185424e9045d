import Buffers
import Testing

@testable import Network
@testable import Training

@Suite("Optimisers")
struct OptimizerTests {
  @Test("follow Keras and PyTorch over ten steps, loss by loss and weight by weight")
  func followsReference() throws {
    let reference = try OptimizerReference.load()
    #expect(Set(reference.runs.map(\.options.kind)) == Set(OptimizerOptions.Kind.allCases))
    for run in reference.runs {
      let network = try reference.makeNetwork()
      let optimizer = Optimizer(
        run.options.makeRule(weightDecay: run.weightDecay ?? 0), parameters: network.parameters)
      let average = try run.weightAverageDecay.map { try WeightAverage(of: network, decay: $0) }
      let loss = SequenceLoss(labelSmoothing: 0)
      let context = PassContext(workers: WorkerPool(threadCount: 1), isTraining: true)
      let gradient = Activation()
      for expected in run.losses {
        let logits = network.forward(reference.makeInput(), context)
        let score = loss.evaluate(
          logits: logits, targets: reference.labels.map { ClipTarget(labelIndex: $0) }, gradient: gradient)
        #expect(abs(score.loss - expected) < 2e-5, "\(run.name)")
        network.backward(gradient, context)
        optimizer.step(learningRate: run.learningRate, normLimit: run.gradientNormLimit ?? 1e6)
        average?.follow(step: optimizer.stepCount)
      }
      for ((name, parameter), expected) in zip(network.parameters, run.weights) {
        #expect(largestDifference(parameter.value.elements, expected) < 2e-5, "\(run.name) \(name)")
      }
      for ((name, parameter), expected) in zip(average?.network.parameters ?? [], run.average ?? []) {
        #expect(largestDifference(parameter.value.elements, expected) < 2e-5, "\(run.name) \(name)")
        #expect(largestDifference(parameter.value.elements, run.weights[0]) > 1e-3)
      }
    }
  }

  @Test("move nothing when the gradient is not finite")
  func refusesNonFiniteGradient() throws {
    let network = try OptimizerReference.load().makeNetwork()
    let before = network.copyTensors().mapValues { Array($0.values.elements) }
    let optimizer = Optimizer(
      OptimizerOptions.standard.makeRule(weightDecay: 0.1), parameters: network.parameters)
    network.parameters[0].parameter.gradient[3] = .nan
    #expect(!optimizer.step(learningRate: 1, normLimit: 5).isFinite)
    #expect(optimizer.stepCount == 0)
    #expect(network.tensors.mapValues { Array($0.values.elements) } == before)
  }

  @Test("Nadam's momentum is the same whether its steps were counted or restored")
  func restoresMomentumSchedule() {
    var counted = Nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
    for step in 1...7 { counted.prepare(step: step) }
    var restored = Nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7)
    restored.prepare(step: 7)
    var found: [Float] = []
    for rule in [counted, restored] {
      let values = [Float(1), 0.5, 0.2, 0.3].map { AlignedBuffer([$0]) }
      rule.update(
        TensorUpdate(
          weights: values[0].base, gradient: values[1].base, gradientScale: 1,
          memory: [values[2].base, values[3].base], count: 1, decays: false), learningRate: 0.1)
      found.append(values[0][0])
    }
    #expect(found[0] == found[1])
    #expect(found[0] != 1)
  }
}

@Suite("Losses")
struct LossTests {
  @Test("and their gradients are those of Keras, smoothed and weighted")
  func followsReference() throws {
    let reference = try OptimizerReference.load()
    let logits = Activation()
    logits.resize(sampleCount: reference.answers.count, stepCount: 1, width: 3)
    for (index, value) in reference.logits.enumerated() { logits.base[index] = value }
    logits.mask.resize(sampleCount: reference.answers.count, stepCount: 1)
    for expected in reference.losses {
      let loss = SequenceLoss(kind: expected.kind, labelSmoothing: expected.labelSmoothing)
      let gradient = Activation()
      let targets = zip(reference.answers, expected.sampleWeights).map {
        ClipTarget(labelIndex: $0, weight: $1)
      }
      let score = loss.evaluate(logits: logits, targets: targets, gradient: gradient)
      #expect(abs(score.loss - expected.loss) < 1e-5)
      let found = UnsafeBufferPointer(start: gradient.base, count: expected.gradient.count)
      #expect(largestDifference(found, expected.gradient) < 1e-6)
    }
    #expect(reference.losses.count == 8)
  }

  @Test("of large logits stay finite, and count single outputs one by one")
  func staysFinite() {
    let logits = Activation()
    logits.resize(sampleCount: 1, stepCount: 1, width: 3)
    for (index, value) in [Float(-200), 300, -1].enumerated() { logits.base[index] = value }
    logits.mask.resize(sampleCount: 1, stepCount: 1)
    for kind in LossKind.allCases {
      let gradient = Activation()
      let score = SequenceLoss(kind: kind, labelSmoothing: 0).evaluate(
        logits: logits, targets: [ClipTarget(labelIndex: 0)], gradient: gradient)
      #expect(score.loss.isFinite && score.loss > 100)
      #expect((0..<3).allSatisfy { gradient.base[$0].isFinite })
      #expect(score.answers == [1])
      #expect(score.outputHitCount == 1)
    }
  }

  @Test("single outputs are those of the softmax, or sigmoids of their own")
  func singleOutputs() {
    func hits(_ values: [Float], _ kind: LossKind) -> Int {
      let logits = Activation()
      logits.resize(sampleCount: 1, stepCount: 1, width: values.count)
      for (index, value) in values.enumerated() { logits.base[index] = value }
      logits.mask.resize(sampleCount: 1, stepCount: 1)
      return SequenceLoss(kind: kind, labelSmoothing: 0).evaluate(
        logits: logits, targets: [ClipTarget(labelIndex: 0)], gradient: Activation()
      ).outputHitCount
    }
    // Two sigmoids over one half, one softmax share.
    #expect(hits([0.5, 0.4, -3], .binaryCrossEntropy) == 2)
    #expect(hits([0.5, 0.4, -3], .categoricalCrossEntropy) == 3)
    // Three sigmoids over one half, no softmax share.
    #expect(hits([0.5, 0.45, 0.4], .binaryCrossEntropy) == 1)
    #expect(hits([0.5, 0.45, 0.4], .categoricalCrossEntropy) == 2)
  }

  @Test("of a mixed clip are the mixture of both labels' losses", arguments: LossKind.allCases)
  func mixesLabels(kind: LossKind) {
    let logits = Activation()
    logits.resize(sampleCount: 1, stepCount: 1, width: 3)
    for (index, value) in [Float(0.5), -1, 2].enumerated() { logits.base[index] = value }
    logits.mask.resize(sampleCount: 1, stepCount: 1)
    func loss(_ target: ClipTarget) -> Double {
      SequenceLoss(kind: kind, labelSmoothing: 0.1).evaluate(
        logits: logits, targets: [target], gradient: Activation()
      ).loss
    }
    let mixed = loss(ClipTarget(labelIndex: 0, otherIndex: 2, share: 0.7))
    let apart = 0.7 * loss(ClipTarget(labelIndex: 0)) + 0.3 * loss(ClipTarget(labelIndex: 2))
    #expect(abs(mixed - apart) < 1e-6)
    let same = loss(ClipTarget(labelIndex: 1, otherIndex: 1, share: 0.7))
    #expect(abs(same - loss(ClipTarget(labelIndex: 1))) < 1e-6)
  }
}
