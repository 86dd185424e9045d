import Buffers
import Testing

@testable import Network

@Suite("Initial weights and their regularisation")
struct InitializationTests {
  static let layers: [LayerDescription] = [
    .convolution(
      filters: 8, kernelSteps: 3, kernelBins: 2, strideSteps: 1, strideBins: 1, padding: .same, bias: true,
      l2: 0.3), .flatten, .branches([[.dense(units: 6, l2: 0.1)], [.dense(units: 6)]], join: .channels),
    .lstm(units: 10, forgetBias: 1, skip: false, l2: 0.2),
  ]

  private func network(_ initialization: Initialization, seed: UInt64 = 4) throws -> LayeredNetwork {
    try LayeredNetwork(
      NetworkDescription(
        input: RowShape(bins: 4, channels: 2), initialization: initialization, layers: Self.layers),
      seed: seed)
  }

  @Test(
    "Keras's kernels fill the Glorot bound, recurrent ones are orthogonal, biases are 0 but for the forget gate"
  )
  func keras() throws {
    let parameters = Dictionary(
      uniqueKeysWithValues: try network(.keras).parameters.map {
        ($0.name, Array($0.parameter.value.elements))
      })
    func largest(_ name: String) throws -> Float { try #require(parameters[name]).map(abs).max() ?? 0 }
    // Fan in 3 x 2 x 2, fan out 3 x 2 x 8; dense 32 and 6; LSTM 12 and 40.
    for (name, bound) in [
      ("layers.0.weight", (6 / 60 as Float).squareRoot()),
      ("layers.2.branches.0.layers.0.weight", (6 / 38 as Float).squareRoot()),
      ("layers.3.inputWeight", (6 / 52 as Float).squareRoot()),
    ] {
      #expect(try largest(name) <= bound, "\(name)")
      #expect(try largest(name) > 0.9 * bound, "\(name)")
    }
    for name in ["layers.0.bias", "layers.2.branches.0.layers.0.bias"] { #expect(try largest(name) == 0) }
    let bias = try #require(parameters["layers.3.bias"])
    #expect(Array(bias) == (0..<40).map { (10..<20).contains($0) ? 1 : 0 })
    let recurrent = try #require(parameters["layers.3.recurrentWeight"])
    for one in 0..<10 {
      for other in 0..<10 {
        let product = (0..<40).reduce(Float(0)) { $0 + recurrent[$1 * 10 + one] * recurrent[$1 * 10 + other] }
        #expect(abs(product - (one == other ? 1 : 0)) < 1e-5)
      }
    }
  }

  @Test("branches start from different weights, seeds too, and the same seed from the same")
  func seeds() throws {
    func weights(branch: Int, seed: UInt64) throws -> [Float] {
      let tensors = try network(.pytorch, seed: seed).tensors
      let values = try #require(tensors["layers.2.branches.\(branch).layers.0.weight"]).values
      return (0..<values.count).map { values[$0] }
    }
    let first = try weights(branch: 0, seed: 4)
    #expect(try weights(branch: 0, seed: 4) == first)
    #expect(try weights(branch: 1, seed: 4) != first)
    #expect(try weights(branch: 0, seed: 5) != first)
  }

  @Test("the gradient of L2 is the slope of its loss, on kernels alone")
  func regularization() throws {
    let network = try network(.keras)
    for (_, parameter) in network.parameters { parameter.clearGradient() }
    for (_, parameter) in network.parameters { parameter.reduceGradient() }
    network.addRegularizationGradient()
    var touched: [String] = []
    for (name, parameter) in network.parameters {
      let index = parameter.count / 2
      let original = parameter.value[index]
      parameter.value[index] = original + 1e-2
      let above = network.regularizationLoss
      parameter.value[index] = original - 1e-2
      let below = network.regularizationLoss
      parameter.value[index] = original
      #expect(abs((above - below) / 2e-2 - Double(parameter.gradient[index])) < 1e-4, "\(name)")
      if above != below { touched.append(name) }
    }
    #expect(touched == ["layers.0.weight", "layers.2.branches.0.layers.0.weight", "layers.3.inputWeight"])
  }
}
