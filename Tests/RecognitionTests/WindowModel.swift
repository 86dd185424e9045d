import Buffers
import DSP
import Foundation
import Network

@testable import Recognition

/// Small untrained models that judge windows.
enum WindowModel {
  /// 12 coefficients of short frames, at the rate of most tests.
  static var mfcc: WindowInput {
    var input = WindowInput(.mfcc)
    input.sampleRate = 16_000
    input.melSpectrogram.spectrum.fftSize = 512
    input.melSpectrogram.spectrum.hopLength = 320
    input.melSpectrogram.melCount = 24
    input.mfcc.coefficientCount = 12
    input.updateSeconds = 0.5
    input.isStandardized = false
    return input
  }

  static func metadata(
    _ input: WindowInput,
    layers: [LayerDescription] = [.lstm(units: 8, forgetBias: 1, skip: false, returns: .last)],
    head: OutputHead = .softmax
  ) -> ModelMetadata {
    var metadata = TestModel.metadata()
    metadata.input = .window(input)
    metadata.head = head
    metadata.network = NetworkDescription(
      input: RowShape(bins: input.width, channels: 1),
      layers: layers + [.dense(units: TestModel.labels.count)])
    if input.isStandardized {
      metadata.standardization = Standardization(
        mean: (0..<input.width).map { Float($0) / 100 },
        deviation: (0..<input.width).map { 1 + Float($0 % 3) })
    }
    return metadata
  }

  static func model(_ metadata: ModelMetadata) throws -> EmotionModel {
    try EmotionModel(metadata: metadata, network: LayeredNetwork(metadata.network, seed: 4))
  }

  static func model(_ input: WindowInput = mfcc) throws -> EmotionModel { try model(metadata(input)) }
}
