import DSP
import Foundation
import Network
import Recognition

/// A model of few weights.
struct SmallModel {
  var metadata: ModelMetadata

  /// Models that together have every input, head and layer.
  static func all() throws -> [(name: String, model: SmallModel)] {
    let convolution = LayerDescription.convolution(
      filters: 2, kernelSteps: 3, kernelBins: 3, strideSteps: 1, strideBins: 2, padding: .causal, bias: false)
    let looksAhead = LayerDescription.convolution(
      filters: 2, kernelSteps: 3, kernelBins: 1, strideSteps: 2, strideBins: 1, padding: .same, bias: true)
    var clip = WindowInput(.clip180)
    clip.span = .clip
    var mfcc = WindowInput(.mfcc)
    mfcc.mfcc.coefficientCount = 13
    mfcc.mfcc.derivativeCount = 1
    mfcc.layout = .means
    var mel = WindowInput(.melSpectrogram)
    mel.melSpectrogram.melCount = 16
    mel.seconds = 1
    var waveform = WindowInput(.waveform)
    waveform.sampleRate = 8000
    waveform.seconds = 0.5
    waveform.isStandardized = false
    return [
      (
        "streaming",
        model(layers: [
          convolution, .batchNormalization(momentum: 0.1, epsilon: 1e-5), .maxPool(steps: 2, bins: 4),
          .activation(.elu), .flatten, .dropout(rate: 0.3), .lstm(units: 3, forgetBias: 1, skip: true),
          .attentionPool, .dense(units: 3),
        ])
      ),
      (
        "looks-ahead",
        model(layers: [
          .averagePool(steps: 1, bins: 16), looksAhead, .activation(.relu), .flatten,
          .branches([[.lstm(units: 2, forgetBias: 1, skip: false)], []], join: .channels), .meanPool,
          .dense(units: 3),
        ])
      ), ("clip", model(input: clip, layers: [.dense(units: 4), .activation(.tanh), .dense(units: 3)])),
      ("mfcc", model(input: mfcc, layers: [.flatten, .dense(units: 3)])),
      (
        "mel",
        model(
          input: mel, head: .sigmoid,
          layers: [.flatten, .lstm(units: 2, forgetBias: 1, skip: false, returns: .last), .dense(units: 3)])
      ),
      (
        "waveform",
        model(
          input: waveform,
          layers: [
            .convolution(
              filters: 2, kernelSteps: 9, kernelBins: 1, strideSteps: 4, strideBins: 1, padding: .valid,
              bias: true), .activation(.leakyRelu), .maxPool(steps: 8, bins: 1), .meanPool, .last,
            .dense(units: 3),
          ])
      ),
    ]
  }

  private static func model(
    input: WindowInput? = nil, head: OutputHead = .softmax, layers: [LayerDescription]
  ) -> SmallModel {
    let input = input.map(ModelInput.window) ?? .liveLogMel
    var frontEnd = FrontEndOptions()
    frontEnd.logMel.melCount = 16
    var metadata = ModelMetadata(
      name: "small", labels: ["calm", "angry", "no-speech"], frontEnd: frontEnd, input: input, head: head,
      network: NetworkDescription(input: input.shape(frontEnd), layers: layers),
      calibration: Calibration(), utterances: UtteranceOptions(),
      provenance: Provenance(
        recipe: "small", version: "1", command: "seeds", seed: 1, epochCount: 1, clipCounts: ["made": 1],
        license: "none"))
    if let window = input.window, window.isStandardized {
      metadata.standardization = Standardization(
        mean: [Float](repeating: 0, count: window.width),
        deviation: [Float](repeating: 1, count: window.width))
    }
    return SmallModel(metadata: metadata)
  }

  /// The model's file.
  func bytes() throws -> Data {
    try EmotionModel.encoded(metadata: metadata, network: LayeredNetwork(metadata.network, seed: 1))
  }

  /// The texts of the model's file as one object.
  func texts() throws -> Data {
    let file = try SafeTensors(bytes: bytes())
    var object: [String: Any] = [:]
    for (key, text) in file.metadata {
      let value = try? JSONSerialization.jsonObject(with: Data(text.utf8))
      object[key] = value ?? text
    }
    return try JSONSerialization.data(
      withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
  }
}
