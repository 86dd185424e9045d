import Buffers
import Network

/// A network that is run over whole stretches, and from which every stream makes a runner of its own.
struct WindowNetwork: Sendable {
  /// The layers, whose weights do not change any more; their buffers belong to nobody who runs.
  private let network: LayeredNetwork

  init(_ network: LayeredNetwork) {
    self.network = network
  }

  /// Width of an input step, and steps below which there is no answer.
  var inputWidth: Int { network.description.input.width }
  /// Fewest input steps that give an answer.
  var minimumStepCount: Int { network.description.minimumStepCount }

  /// A runner with copies of the weights: layers keep what they compute in themselves, so that no two may share them.
  func makeRunner() -> WindowRunner {
    do {
      let copy = try LayeredNetwork(network.description, seed: nil)
      try copy.load(network.tensors)
      return WindowRunner(copy, minimumStepCount: minimumStepCount)
    } catch {
      preconditionFailure("a network that was built once can be built again: \(error)")
    }
  }
}

/// Runs a network over stretches, one after the other.
///
/// - Thread: one at a time.
final class WindowRunner {
  private let network: LayeredNetwork
  private let minimumStepCount: Int
  private let input = Activation()
  private let mask = StepMask()
  private let context = PassContext(workers: WorkerPool(threadCount: 1), isTraining: false)

  init(_ network: LayeredNetwork, minimumStepCount: Int) {
    self.network = network
    self.minimumStepCount = minimumStepCount
  }

  /// Logits of the last step for `stepCount` steps at `rows`.
  ///
  /// - Parameter open: which steps are speech; all of them where nil.
  func logits(_ rows: UnsafePointer<Float>, stepCount: Int, open: [Bool]? = nil) -> [Float] {
    let width = network.description.input.width
    let count = max(stepCount, minimumStepCount)
    input.resize(sampleCount: 1, stepCount: count, width: width)
    input.base.update(from: rows, count: stepCount * width)
    (input.base + stepCount * width).update(repeating: 0, count: (count - stepCount) * width)
    mask.resize(sampleCount: 1, stepCount: count)
    for step in 0..<count { mask[0, step] = open.map { step < $0.count && $0[step] } ?? true }
    input.mask = mask
    let output = network.forward(input, context)
    let last = max(0, output.mask.length(of: 0) - 1)
    return Array(UnsafeBufferPointer(start: output.base + last * output.width, count: output.width))
  }
}
