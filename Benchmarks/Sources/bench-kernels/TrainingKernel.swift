import Buffers
import Foundation
import Network

/// Passes of training: forward, cross-entropy over all output steps, backward; no optimiser.
struct TrainingKernel {
  let description: NetworkDescription
  let sampleCount: Int
  let stepCount: Int

  /// Clips a second on so many threads, under `name`.
  func measure(_ stopwatch: Stopwatch, threadCount: Int, name: String) throws {
    LinearAlgebra.useCallingThreadOnly()
    let network = try LayeredNetwork(description, seed: 1)
    let input = Activation()
    input.resize(sampleCount: sampleCount, stepCount: stepCount, width: description.input.width)
    let mask = StepMask()
    mask.resize(sampleCount: sampleCount, stepCount: stepCount)
    var noise = Noise(seed: 4)
    for index in 0..<(sampleCount * input.sampleStride) { input.base[index] = noise.normal() }
    for sample in 0..<sampleCount {
      for step in 0..<stepCount { mask[sample, step] = true }
    }
    input.mask = mask
    let workers = WorkerPool(threadCount: threadCount)
    let gradient = Activation()
    var pass: UInt64 = 0
    let seconds = stopwatch.seconds {
      pass += 1
      let context = PassContext(workers: workers, isTraining: true, seed: pass)
      let logits = network.forward(input, context)
      crossEntropy(logits, gradient)
      network.backward(gradient, context)
    }
    try Measurement(name: name, values: seconds.map { Double(sampleCount) / $0 }).write()
  }

  /// The gradient of the mean cross-entropy; every sequence's class is its index, modulo the classes.
  private func crossEntropy(_ logits: Activation, _ gradient: Activation) {
    let classCount = logits.width
    gradient.resize(sampleCount: logits.sampleCount, stepCount: logits.stepCount, width: classCount)
    let scale = 1 / Float(logits.sampleCount * logits.stepCount)
    for sample in 0..<logits.sampleCount {
      for step in 0..<logits.stepCount {
        let from = logits.sample(sample) + step * classCount
        let to = gradient.sample(sample) + step * classCount
        let top = (0..<classCount).reduce(-Float.infinity) { max($0, from[$1]) }
        for index in 0..<classCount { to[index] = exp(from[index] - top) }
        let sum = (0..<classCount).reduce(Float(0)) { $0 + to[$1] }
        for index in 0..<classCount {
          to[index] = (to[index] / sum - (index == sample % classCount ? 1 : 0)) * scale
        }
      }
    }
  }
}
