import Buffers
import Foundation
import Testing

@testable import Network

/// Values of Fixtures/make_torch.py, which computes the same networks with PyTorch in double precision.
@Suite("Layers agree with PyTorch")
struct PyTorchTests {
  private static var folder: URL {
    Bundle.module.resourceURL?.appending(path: "Fixtures") ?? URL(filePath: "Fixtures")
  }

  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasPrefix("torch-") }.sorted()

  @Test("there are reference values for every kind of layer")
  func complete() throws {
    var missing: Set<String> = [
      "convolution", "batchNormalization", "elu", "relu", "leakyRelu", "tanh", "sigmoid", "maxPool",
      "averagePool", "flatten", "binsToSteps", "lstm", "attentionPool", "meanPool", "last", "dense",
      "branches",
    ]
    for file in Self.cases {
      let text = try #require(try Reference(Self.folder.appending(path: file)).file.metadata["network"])
      missing = missing.filter { !text.contains("\"\($0)\"") }
    }
    #expect(missing.isEmpty)
  }

  @Test("in outputs, gradients and running statistics", arguments: cases)
  func agree(file: String) throws {
    let reference = try Reference(Self.folder.appending(path: file))
    let network = try LayeredNetwork(reference.value("network"), seed: 0)
    try network.load(reference.tensors(behind: ["parameter.", "before."]))
    let lengths = try reference.value("lengths", [Int].self)
    let input = Activation()
    try reference.fill(input, from: "input")
    let mask = try reference.tensor("mask")
    input.mask.resize(sampleCount: input.sampleCount, stepCount: input.stepCount)
    for (sample, length) in lengths.enumerated() {
      for step in 0..<length { input.mask[sample, step] = mask[sample * input.stepCount + step] != 0 }
      input.mask.setLength(length, of: sample)
    }
    let context = PassContext(
      workers: WorkerPool(threadCount: 2), isTraining: try reference.value("training", Bool.self))
    let output = network.forward(input, context)
    let outputLengths = try reference.value("outputLengths", [Int].self)
    #expect(lengths.indices.map { output.mask.length(of: $0) } == outputLengths)
    for (sample, length) in outputLengths.enumerated() {
      let rows = UnsafeBufferPointer(start: output.sample(sample), count: length * output.width)
      compare(
        rows, try reference.tensor("output").dropFirst(sample * output.sampleStride), "output \(sample)")
    }

    let upstream = Activation()
    try reference.fill(upstream, from: "upstream")
    let inputGradient = try #require(network.inputGradient(upstream, context))
    for (sample, length) in lengths.enumerated() {
      let rows = UnsafeBufferPointer(start: inputGradient.sample(sample), count: length * input.width)
      compare(
        rows, try reference.tensor("inputGradient").dropFirst(sample * input.sampleStride),
        "gradient of input \(sample)")
    }
    for (name, parameter) in network.parameters {
      compare(
        UnsafeBufferPointer(parameter.gradient.elements), try reference.tensor("gradient.\(name)"),
        "gradient of \(name)")
    }
    for statistic in network.list.statistics {
      compare(
        UnsafeBufferPointer(statistic.value.elements), try reference.tensor("after.\(statistic.name)"),
        statistic.name)
    }
  }

  /// Compares to 1e-4 of the largest value; where that is rounding alone (the gradient of a bias that batch
  /// normalisation or attention cancels), to 5e-6.
  private func compare(
    _ found: UnsafeBufferPointer<Float>, _ expected: some Collection<Float>, _ what: String
  ) {
    guard expected.count >= found.count else {
      Issue.record("\(what): \(found.count) values, \(expected.count) expected")
      return
    }
    let scale = max(0.05, expected.prefix(found.count).reduce(0) { max($0, abs($1)) })
    #expect(found.allSatisfy { $0.isFinite }, "\(what)")
    let largest = zip(found, expected).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
    #expect(largest <= 1e-4 * scale, "\(what): off by \(largest) at a size of \(scale)")
  }
}

/// One file of reference values.
private struct Reference {
  let file: SafeTensors

  init(_ url: URL) throws {
    file = try SafeTensors(bytes: Data(contentsOf: url))
  }

  func value<Value: Decodable>(_ key: String, _ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try #require(file.metadata[key]).utf8))
  }

  func tensor(_ name: String) throws -> [Float] {
    Array(try #require(file.tensors[name], "\(name)").values.elements)
  }

  func tensors(behind prefixes: [String]) -> [String: SafeTensors.Tensor] {
    var result: [String: SafeTensors.Tensor] = [:]
    for (name, tensor) in file.tensors {
      for prefix in prefixes where name.hasPrefix(prefix) {
        result[String(name.dropFirst(prefix.count))] = tensor
      }
    }
    return result
  }

  func fill(_ activation: Activation, from name: String) throws {
    let tensor = try #require(file.tensors[name])
    activation.resize(sampleCount: tensor.shape[0], stepCount: tensor.shape[1], width: tensor.shape[2])
    activation.base.update(from: tensor.values.base, count: tensor.values.count)
  }
}
