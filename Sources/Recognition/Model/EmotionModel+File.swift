import Buffers
import DSP
import Foundation
import Network

extension EmotionModel {
  /// The bytes of a model file.
  public static func encoded(metadata: ModelMetadata, network: LayeredNetwork) throws -> Data {
    var file = SafeTensors()
    file.tensors = network.tensors
    if let standardization = metadata.standardization {
      file.tensors[meanName] = tensor(standardization.mean)
      file.tensors[deviationName] = tensor(standardization.deviation)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func text(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    file.metadata = [
      "format": format, "name": metadata.name, "labels": try text(metadata.labels),
      "frontEnd": try text(metadata.frontEnd), "network": try text(metadata.network),
      "calibration": try text(metadata.calibration), "utterances": try text(metadata.utterances),
      "provenance": try text(metadata.provenance),
    ]
    if metadata.input != .liveLogMel { file.metadata["input"] = try text(metadata.input) }
    if metadata.head != .softmax { file.metadata["head"] = try text(metadata.head) }
    return file.encoded()
  }

  /// Makes sure that a model of `metadata` and `network` can be read once it is written.
  ///
  /// - Parameter path: for errors.
  /// - Errors: what reading its file would give.
  public static func checkFile(
    of metadata: ModelMetadata, network: LayeredNetwork, path: String
  ) throws(RecognitionError) {
    let bytes: Data
    do {
      bytes = try encoded(metadata: metadata, network: network)
    } catch {
      throw .unreadable(path: path, reason: Self.reason(for: error))
    }
    guard bytes.count <= Self.maximumByteCount else {
      throw .tooLarge(path: path, byteCount: bytes.count)
    }
    _ = try EmotionModel(bytes: bytes, path: path)
  }

  private static let meanName = "input.mean"
  private static let deviationName = "input.deviation"

  private static func tensor(_ values: [Float]) -> SafeTensors.Tensor {
    SafeTensors.Tensor(shape: [values.count], values: AlignedBuffer(values))
  }

  /// Takes the features' mean and deviation out of the tensors.
  static func standardization(
    in file: inout SafeTensors, _ metadata: ModelMetadata, path: String
  ) throws(RecognitionError) -> Standardization? {
    let found = (file.tensors.removeValue(forKey: meanName), file.tensors.removeValue(forKey: deviationName))
    guard let window = metadata.input.window, window.isStandardized else {
      guard found.0 == nil, found.1 == nil else {
        throw .network(path: path, .unexpectedTensor(name: found.0 == nil ? deviationName : meanName))
      }
      return nil
    }
    func values(_ tensor: SafeTensors.Tensor?, _ name: String) throws(RecognitionError) -> [Float] {
      guard let tensor else { throw .network(path: path, .missingTensor(name: name)) }
      guard tensor.shape == [window.width] else {
        throw .network(
          path: path, .tensorShape(name: name, expected: [window.width], found: tensor.shape))
      }
      return tensor.values.copied()
    }
    let result = Standardization(
      mean: try values(found.0, meanName), deviation: try values(found.1, deviationName))
    guard result.mean.allSatisfy(\.isFinite) else {
      throw .network(path: path, .nonFiniteTensor(name: meanName))
    }
    guard result.deviation.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw .network(path: path, .nonFiniteTensor(name: deviationName))
    }
    return result
  }

  static func metadata(of file: SafeTensors, path: String) throws(RecognitionError) -> ModelMetadata {
    func text(_ key: String) throws(RecognitionError) -> String {
      guard let text = file.metadata[key] else { throw .metadata(path: path, key: key, reason: "is missing") }
      return text
    }
    func value<Value: Decodable>(_ key: String, _: Value.Type) throws(RecognitionError) -> Value {
      let data = Data(try text(key).utf8)
      do {
        return try JSONDecoder().decode(Value.self, from: data)
      } catch {
        throw .metadata(path: path, key: key, reason: "is not what it should be: \(Self.reason(for: error))")
      }
    }
    let format = try text("format")
    guard format == Self.format else {
      throw .metadata(
        path: path, key: "format", reason: "is \"\(format)\"; this version reads \"\(Self.format)\"")
    }
    let metadata = ModelMetadata(
      name: try text("name"), labels: try value("labels", [String].self),
      frontEnd: try value("frontEnd", FrontEndOptions.self),
      input: file.metadata["input"] == nil ? .liveLogMel : try value("input", ModelInput.self),
      head: file.metadata["head"] == nil ? .softmax : try value("head", OutputHead.self),
      network: try value("network", NetworkDescription.self),
      calibration: try value("calibration", Calibration.self),
      utterances: try value("utterances", UtteranceOptions.self),
      provenance: try value("provenance", Provenance.self))
    try check(metadata, path: path)
    return metadata
  }

  private static func check(_ metadata: ModelMetadata, path: String) throws(RecognitionError) {
    guard ModelMetadata.canBeName(metadata.name) else {
      throw .metadata(path: path, key: "name", reason: ModelMetadata.nameRule)
    }
    guard Set(metadata.labels).count == metadata.labels.count, metadata.labels.count >= 2 else {
      throw .metadata(path: path, key: "labels", reason: "must be at least two, all different")
    }
    guard metadata.labels.allSatisfy(ModelMetadata.canBeName) else {
      throw .metadata(path: path, key: "labels", reason: ModelMetadata.nameRule)
    }
    let calibration = metadata.calibration
    guard calibration.temperature.isFinite, (0.01...100).contains(calibration.temperature),
      (0...1).contains(calibration.unsureThreshold), (0...1).contains(calibration.nonSpeechThreshold ?? 0.5)
    else {
      throw .metadata(path: path, key: "calibration", reason: "temperature or threshold is out of range")
    }
    guard metadata.utterances.isValid else {
      throw .metadata(path: path, key: "utterances", reason: "a count is out of range")
    }
    do {
      try metadata.frontEnd.validate()
    } catch {
      throw .metadata(path: path, key: "frontEnd", reason: "\(error)")
    }
    let rows = metadata.frontEnd.logMel
    guard Double(metadata.utterances.longestPauseCount) / rows.rowRate <= 60 else {
      throw .metadata(path: path, key: "utterances", reason: "a pause is longer than a minute")
    }
    do throws(WindowInputProblem) {
      try metadata.input.window?.validate()
    } catch {
      throw .metadata(path: path, key: "input", reason: "\(error.name) \(error.reason)")
    }
    guard metadata.network.input == metadata.input.shape(metadata.frontEnd) else {
      throw .metadata(path: path, key: "network", reason: "does not take what the front end gives")
    }
  }

  /// Checks that the input is long enough for the network, which has been built: its sizes are within bounds.
  static func checkLength(_ metadata: ModelMetadata, path: String) throws(RecognitionError) {
    guard let steps = metadata.input.window?.fixedStepCount else { return }
    guard metadata.network.outputStepCount(forInputStepCount: steps) > 0 else {
      throw .metadata(path: path, key: "network", reason: "needs a longer window than the input gives")
    }
  }

  static func reason(for error: any Error) -> String {
    if let error = error as? DecodingError {
      switch error {
      case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
        return context.debugDescription
      @unknown default: return "unreadable"
      }
    }
    return (error as NSError).localizedFailureReason ?? error.localizedDescription
  }
}
