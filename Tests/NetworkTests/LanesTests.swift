import Glibc
import Testing

@testable import Network

@Suite("Functions on eight floats at once")
struct LanesTests {
  static let arguments: [Float] =
    (-4000...4000).map { Float($0) * 0.005 } + [-1e30, -200, -87.5, -30, 30, 87.5, 200, 1e30, 1e-6, -1e-20]

  private func apply(_ function: (Lanes.Vector) -> Lanes.Vector, _ x: Float, lane: Int) -> Float {
    var vector = Lanes.Vector(repeating: 0.3)
    vector[lane] = x
    return function(vector)[lane]
  }

  @Test("agree with the C library in double precision")
  func agree() {
    for (index, x) in Self.arguments.enumerated() {
      let lane = index % 8
      let exact = exp(Double(min(max(x, -87), 88)))
      #expect(abs(Double(apply(Lanes.exp, x, lane: lane)) / exact - 1) < 3e-7, "exp \(x)")
      let sigmoid = 1 / (1 + exp(-Double(x)))
      #expect(abs(Double(apply(Lanes.sigmoid, x, lane: lane)) - sigmoid) < 2e-7, "sigmoid \(x)")
      let tangent = tanh(Double(x))
      #expect(abs(Double(apply(Lanes.tanh, x, lane: lane)) - tangent) <= 3e-7 * abs(tangent), "tanh \(x)")
    }
  }

  @Test("copies move exactly what they are told to", arguments: 0...40)
  func copies(count: Int) {
    let source = (0..<64).map { Float($0) + 1 }
    var target = [Float](repeating: -1, count: 64)
    target.withUnsafeMutableBufferPointer { Lanes.copy(source, $0.baseAddress! + 3, count) }
    #expect(target == [-1, -1, -1] + source.prefix(count) + [Float](repeating: -1, count: 61 - count))
  }
}
