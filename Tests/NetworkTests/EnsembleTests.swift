import Buffers
import Testing

@testable import Network

@Suite("An ensemble")
struct EnsembleTests {
  private static let description = NetworkDescription(
    input: RowShape(bins: 16, channels: 1), layers: StreamingTests.layers)

  private func output(_ network: LayeredNetwork) -> [Float] {
    var random = SplitMix64(seed: 4)
    let input = Activation()
    input.resize(sampleCount: 2, stepCount: 30, width: 16)
    input.mask.resize(sampleCount: 2, stepCount: 30)
    for sample in 0..<2 {
      for index in 0..<(30 * 16) { input.sample(sample)[index] = 4 * random.uniform() - 2 }
      for step in 0..<30 { input.mask[sample, step] = step > 3 && random.uniform() < 0.7 }
    }
    let output = network.forward(input, PassContext(workers: WorkerPool(threadCount: 1), isTraining: false))
    return (0..<2).flatMap { Array(UnsafeBufferPointer(start: output.sample($0), count: output.width)) }
  }

  @Test("gives the mean of its members' logits, streams, and has all their weights", arguments: [2, 3])
  func mean(memberCount: Int) throws {
    let members = try (0..<memberCount).map { try LayeredNetwork(Self.description, seed: UInt64($0 + 7)) }
    let joined = try LayeredNetwork.ensemble(of: members)
    let logits = members.map { output($0) }
    #expect(logits[0] != logits[1])
    for (index, value) in output(joined).enumerated() {
      let mean = logits.reduce(0) { $0 + $1[index] } / Float(memberCount)
      #expect(abs(value - mean) < 1e-5)
    }
    // The last layers' biases become one.
    #expect(joined.parameterCount == memberCount * members[0].parameterCount - 3 * (memberCount - 1))
    #expect(try StreamingNetwork(joined).timeStride == members[0].timeStride)
  }

  @Test("keeps bins apart where the last layer sees several")
  func bins() throws {
    let description = NetworkDescription(
      input: RowShape(bins: 16, channels: 1),
      layers: [
        .convolution(
          filters: 3, kernelSteps: 2, kernelBins: 3, strideSteps: 1, strideBins: 1, padding: .causal,
          bias: true),
        .maxPool(steps: 1, bins: 4), .meanPool, .dense(units: 3),
      ])
    let members = try [LayeredNetwork(description, seed: 1), LayeredNetwork(description, seed: 2)]
    let logits = members.map { output($0) }
    for (index, value) in output(try LayeredNetwork.ensemble(of: members)).enumerated() {
      #expect(abs(value - (logits[0][index] + logits[1][index]) / 2) < 1e-5)
    }
  }

  @Test("is described as it will be without being built", arguments: [1, 2, 3])
  func described(memberCount: Int) throws {
    let members = try (0..<memberCount).map { try LayeredNetwork(Self.description, seed: UInt64($0)) }
    let described = try NetworkDescription.ensemble(of: members.map(\.description))
    #expect(try LayeredNetwork.ensemble(of: members).description == described)
    // Of layers that no machine has memory for, too.
    var vast = Self.description
    vast.layers.insert(.dense(units: 65_536), at: vast.layers.count - 1)
    vast.layers.insert(.dense(units: 65_536), at: vast.layers.count - 1)
    let vastMembers = Array(repeating: vast, count: memberCount)
    #expect(throws: Never.self) { try NetworkDescription.ensemble(of: vastMembers) }
  }

  @Test("of one network is that network")
  func one() throws {
    let network = try LayeredNetwork(Self.description, seed: 1)
    #expect(try LayeredNetwork.ensemble(of: [network]) === network)
  }

  @Test("joins networks with other layers, whose last layers see other widths", arguments: [1, 4])
  func unlike(binCount: Int) throws {
    func member(_ filters: Int, seed: UInt64) throws -> LayeredNetwork {
      try LayeredNetwork(
        NetworkDescription(
          input: RowShape(bins: 16, channels: 1),
          layers: [
            .convolution(
              filters: filters, kernelSteps: 2, kernelBins: 3, strideSteps: 1, strideBins: 1,
              padding: .causal,
              bias: true)
          ] + (filters > 3 ? [.activation(.elu)] : []) + [
            .maxPool(steps: 1, bins: 16 / binCount), .meanPool, .dense(units: 3),
          ]), seed: seed)
    }
    let members = try [member(3, seed: 1), member(5, seed: 2), member(2, seed: 3)]
    let logits = members.map { output($0) }
    let joined = try LayeredNetwork.ensemble(of: members)
    for (index, value) in output(joined).enumerated() {
      #expect(abs(value - logits.reduce(0) { $0 + $1[index] } / 3) < 1e-5)
    }
    #expect(joined.parameterCount == members.reduce(-6) { $0 + $1.parameterCount })
    #expect(throws: Never.self) { try StreamingNetwork(joined) }
  }

  @Test("of networks that do not fit together, or without a dense layer at the end, is refused")
  func refused() throws {
    var other = Self.description
    other.layers[other.layers.count - 1] = .dense(units: 4)
    let wider = try [LayeredNetwork(Self.description, seed: 1), LayeredNetwork(other, seed: 2)]
    #expect(throws: NetworkError.self) { try LayeredNetwork.ensemble(of: wider) }
    other = Self.description
    other.layers.insert(.maxPool(steps: 2, bins: 1), at: 0)
    let slower = try [LayeredNetwork(Self.description, seed: 1), LayeredNetwork(other, seed: 2)]
    #expect(throws: NetworkError.self) { try LayeredNetwork.ensemble(of: slower) }
    other.layers.removeLast()
    let headless = try LayeredNetwork(other, seed: 1)
    #expect(throws: NetworkError.self) { try LayeredNetwork.ensemble(of: [headless, headless]) }
    #expect(throws: NetworkError.noLayers) { try LayeredNetwork.ensemble(of: []) }
  }
}
