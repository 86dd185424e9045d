import Buffers

extension LayeredNetwork {
  /// All weights and statistics by their names in model files; the buffers are the network's own.
  public var tensors: [String: SafeTensors.Tensor] {
    var result: [String: SafeTensors.Tensor] = [:]
    for (name, parameter) in parameters {
      result[name] = SafeTensors.Tensor(shape: parameter.shape, values: parameter.value)
    }
    for statistic in list.statistics {
      result[statistic.name] = SafeTensors.Tensor(
        shape: [statistic.value.count], values: statistic.value)
    }
    return result
  }

  /// Copies of all weights and statistics.
  public func copyTensors() -> [String: SafeTensors.Tensor] {
    tensors.mapValues { SafeTensors.Tensor(shape: $0.shape, values: AlignedBuffer($0.values.elements)) }
  }

  /// Sets all weights and statistics from `source`, which must have exactly the network's tensors, all finite, and no negative
  /// variance.
  public func load(_ source: [String: SafeTensors.Tensor]) throws(NetworkError) {
    let own = tensors
    for name in source.keys.sorted() where own[name] == nil { throw .unexpectedTensor(name: name) }
    for name in own.keys.sorted() {
      guard let tensor = source[name], let target = own[name] else { throw .missingTensor(name: name) }
      guard tensor.shape == target.shape else {
        throw .tensorShape(name: name, expected: target.shape, found: tensor.shape)
      }
      guard tensor.values.elements.allSatisfy(\.isFinite) else { throw .nonFiniteTensor(name: name) }
      if name.hasSuffix(".runningVariance"), tensor.values.elements.contains(where: { $0 < 0 }) {
        throw .negativeVariance(name: name)
      }
    }
    for (name, target) in own {
      guard let tensor = source[name] else { continue }
      target.values.base.update(from: tensor.values.base, count: target.values.count)
    }
  }
}
