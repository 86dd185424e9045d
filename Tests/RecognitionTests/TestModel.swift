import Buffers
import DSP
import Glibc
import Network
import Recognition
import Testing

/// A small untrained model whose verdicts differ from utterance to utterance.
///
/// The layers are those of the shipped model, in small; the weights are random, the last ones large.
enum TestModel {
  static let labels = ["neutral", "happy", "sad", "angry"]

  /// Convolutions, LSTM, attention and a dense layer of `outputCount` outputs.
  static func description(outputCount: Int) -> NetworkDescription {
    NetworkDescription(
      input: RowShape(bins: 64, channels: 1),
      layers: [
        convolution(filters: 6, kernel: 5), .batchNormalization(momentum: 0.1, epsilon: 1e-5),
        .maxPool(steps: 1, bins: 4),
        .activation(.elu),
        convolution(filters: 12, kernel: 3), .batchNormalization(momentum: 0.1, epsilon: 1e-5),
        .maxPool(steps: 2, bins: 2), .activation(.elu),
        convolution(filters: 16, kernel: 3), .batchNormalization(momentum: 0.1, epsilon: 1e-5),
        .maxPool(steps: 2, bins: 2), .activation(.elu), .flatten, .dropout(rate: 0.3),
        .lstm(units: 16, forgetBias: 1, skip: true), .attentionPool, .dense(units: outputCount),
      ])
  }

  private static func convolution(filters: Int, kernel: Int) -> LayerDescription {
    .convolution(
      filters: filters, kernelSteps: kernel, kernelBins: kernel, strideSteps: 1, strideBins: 1,
      padding: .causal,
      bias: false)
  }

  static func metadata(
    name: String = "test", labels: [String] = labels, frontEnd: FrontEndOptions = FrontEndOptions()
  ) -> ModelMetadata {
    ModelMetadata(
      name: name, labels: labels, frontEnd: frontEnd, network: description(outputCount: labels.count),
      calibration: Calibration(temperature: 1, unsureThreshold: 0.3), utterances: UtteranceOptions(),
      provenance: Provenance(
        recipe: "test", version: "0", command: "", seed: seed, epochCount: 0, clipCounts: [:], license: "none"
      ))
  }

  static let seed: UInt64 = 5
  /// Factor of the last layer's weights.
  static let gain: Float = 24

  /// The network of `metadata` with random weights; the last layer's offsets are such that over the demo clip no
  /// class is ahead on average.
  static func network(_ metadata: ModelMetadata) throws -> LayeredNetwork {
    let network = try randomNetwork(metadata)
    let (samples, rate) = try demoClip()
    let heard = try listen(
      to: samples,
      with: Recognizer(model: EmotionModel(metadata: metadata, network: network), inputRate: rate))
    let centered = try randomNetwork(metadata)
    let bias = try lastTensor("bias", of: centered)
    for index in metadata.labels.indices where metadata.labels[index] != EmotionModel.nonSpeechLabel {
      let scores = heard.utterances.map { logf(max($0.probabilities.values[index], 1e-30)) }
      bias[index] = -scores.reduce(0, +) / Float(scores.count)
    }
    return centered
  }

  static func randomNetwork(_ metadata: ModelMetadata) throws -> LayeredNetwork {
    let network = try LayeredNetwork(metadata.network, seed: seed)
    let weight = try lastTensor("weight", of: network)
    let bias = try lastTensor("bias", of: network)
    for index in 0..<weight.count { weight[index] *= gain }
    for index in 0..<bias.count {
      bias[index] = metadata.labels[index] == EmotionModel.nonSpeechLabel ? -100 : 0
    }
    return network
  }

  static func lastTensor(_ name: String, of network: LayeredNetwork) throws -> AlignedBuffer {
    try #require(network.tensors["layers.\(network.description.layers.count - 1).\(name)"]).values
  }

  static func model(_ metadata: ModelMetadata = metadata()) throws -> EmotionModel {
    try EmotionModel(metadata: metadata, network: network(metadata))
  }
}
