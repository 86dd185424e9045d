import Buffers
import Testing

@testable import Network

@Suite("Tensors of a network")
struct TensorTests {
  @Test("with a negative variance are refused: its root is no number")
  func negativeVariance() throws {
    let description = NetworkDescription(
      input: RowShape(bins: 4, channels: 1),
      layers: [.batchNormalization(momentum: 0.1, epsilon: 1e-5), .meanPool, .dense(units: 2)])
    let network = try LayeredNetwork(description, seed: 1)
    let tensors = network.copyTensors()
    let name = try #require(tensors.keys.first { $0.hasSuffix("runningVariance") })
    try network.load(tensors)
    try #require(tensors[name]).values.base[0] = -1e-30
    #expect(throws: NetworkError.negativeVariance(name: name)) { try network.load(tensors) }
    #expect(network.tensors[name]?.values.base[0] != -1e-30)
  }
}
