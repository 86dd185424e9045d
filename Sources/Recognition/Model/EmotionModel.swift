import DSP
import Foundation
import Network

/// A trained model, ready to recognise: network, front end, labels, calibration.
///
/// Immutable and shared: every stream has its own state over the same weights.
public struct EmotionModel: Sendable {
  /// Everything but the weights.
  public let metadata: ModelMetadata
  /// The network.
  public let network: StreamingNetwork
  /// Names of the emotions, in the order of all probabilities. The class for sounds that are not speech is none.
  public let labels: [String]
  /// Output that stands for sounds that are not speech, where the network has one.
  public let nonSpeechIndex: Int?

  /// Label of the class for sounds that are not speech.
  public static let nonSpeechLabel = "no-speech"
  /// Version of the layout of the metadata.
  static let format = "liveser-model-1"
  /// Most bytes a model file may have.
  static let maximumByteCount = 256 << 20

  /// Puts a model together from a trained network, whose weights must not change afterwards.
  public init(metadata: ModelMetadata, network: LayeredNetwork) throws(NetworkError) {
    self.metadata = metadata
    self.network = try StreamingNetwork(network)
    nonSpeechIndex = metadata.labels.firstIndex(of: Self.nonSpeechLabel)
    labels = metadata.labels.filter { $0 != Self.nonSpeechLabel }
  }

  /// Reads the model file at `path`, checking everything before use.
  public init(path: String) throws(RecognitionError) {
    let data: Data
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      guard size <= Self.maximumByteCount else {
        throw RecognitionError.tooLarge(path: path, byteCount: size)
      }
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as RecognitionError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: Self.reason(for: error))
    }
    let file: SafeTensors
    do {
      file = try SafeTensors(bytes: data)
    } catch {
      throw .damaged(path: path, error)
    }
    let metadata = try Self.metadata(of: file, path: path)
    do {
      let network = try LayeredNetwork(metadata.network, seed: 0)
      try network.load(file.tensors)
      guard network.outputWidth == metadata.labels.count else {
        throw RecognitionError.metadata(
          path: path, key: "labels",
          reason: "\(metadata.labels.count) labels for \(network.outputWidth) outputs")
      }
      try self.init(metadata: metadata, network: network)
    } catch let error as RecognitionError {
      throw error
    } catch let error as NetworkError {
      throw .network(path: path, error)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  /// The bytes of a model file.
  public static func encoded(metadata: ModelMetadata, network: LayeredNetwork) throws -> Data {
    var file = SafeTensors()
    file.tensors = network.tensors
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
    return file.encoded()
  }

  private static func metadata(of file: SafeTensors, path: String) throws(RecognitionError) -> ModelMetadata {
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
      network: try value("network", NetworkDescription.self),
      calibration: try value("calibration", Calibration.self),
      utterances: try value("utterances", UtteranceOptions.self),
      provenance: try value("provenance", Provenance.self))
    try check(metadata, path: path)
    return metadata
  }

  private static func check(_ metadata: ModelMetadata, path: String) throws(RecognitionError) {
    guard Set(metadata.labels).count == metadata.labels.count, metadata.labels.count >= 2 else {
      throw .metadata(path: path, key: "labels", reason: "must be at least two, all different")
    }
    let calibration = metadata.calibration
    guard calibration.temperature.isFinite, (0.01...100).contains(calibration.temperature),
      (0...1).contains(calibration.unsureThreshold)
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
    guard metadata.network.input == RowShape(bins: metadata.frontEnd.logMel.melCount, channels: 1) else {
      throw .metadata(path: path, key: "network", reason: "does not take what the front end gives")
    }
  }

  private static func reason(for error: any Error) -> String {
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
