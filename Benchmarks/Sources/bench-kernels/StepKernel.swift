import Buffers
import Foundation
import Network

/// One step of the network live: the rows that complete one output step.
struct StepKernel {
  let network: LayeredNetwork

  /// Builds the network; the speed does not depend on its weights.
  init(_ description: NetworkDescription) throws {
    network = try LayeredNetwork(description, seed: 1)
    // Statistics as after a training, so that forgetting batch normalisation would show.
    var noise = Noise(seed: 2)
    for (name, tensor) in network.tensors.sorted(by: { $0.key < $1.key }) where name.contains("running") {
      let isVariance = name.contains("Variance")
      for index in 0..<tensor.values.count {
        tensor.values.base[index] = isVariance ? 0.5 + noise.next() : noise.next() - 0.5
      }
    }
  }

  /// Microseconds a step; leaves weights, input and logits in the folder for others to compare theirs with.
  func measure(_ stopwatch: Stopwatch, folder: URL) throws {
    LinearAlgebra.useCallingThreadOnly()
    let streaming = try StreamingNetwork(network)
    let rowCount = streaming.timeStride
    let width = network.description.input.width
    let stepCount = 25
    var noise = Noise(seed: 3)
    let input = AlignedBuffer((0..<(stepCount * rowCount * width)).map { _ in noise.normal() })
    let open = [UInt8](repeating: 1, count: rowCount)
    var file = SafeTensors()
    file.tensors = network.tensors
    file.tensors["input"] = .init(shape: [stepCount, rowCount, width], values: input)
    let logits = AlignedBuffer(count: stepCount * streaming.outputWidth)

    try open.withUnsafeBufferPointer { open in
      let openBase = open.baseAddress!
      let whole = streaming.makeStream(maximumRowCount: rowCount)
      for step in 0..<stepCount {
        let block = whole.push(
          RowBlock(input.base + step * rowCount * width, count: rowCount, open: openBase))
        precondition(block.count == 1, "the rows of one step gave \(block.count)")
        (logits.base + step * streaming.outputWidth).update(from: block.rows, count: streaming.outputWidth)
      }
      file.tensors["logits"] = .init(shape: [stepCount, streaming.outputWidth], values: logits)
      try file.encoded().write(to: folder.appendingPathComponent("step.safetensors"))

      let together = stopwatch.seconds {
        for step in 0..<stepCount {
          _ = whole.push(RowBlock(input.base + step * rowCount * width, count: rowCount, open: openBase))
        }
      }
      try write("step", together, stepCount)
      let single = streaming.makeStream(maximumRowCount: 1)
      let apart = stopwatch.seconds {
        for row in 0..<(stepCount * rowCount) {
          _ = single.push(RowBlock(input.base + row * width, count: 1, open: openBase))
        }
      }
      try write("step-by-rows", apart, stepCount)
    }
  }

  private func write(_ name: String, _ seconds: [Double], _ stepCount: Int) throws {
    try Measurement(name: name, values: seconds.map { $0 * 1e6 / Double(stepCount) }).write()
  }
}
