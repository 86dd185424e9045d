import AudioCapture
import DSP
import Foundation
import Glibc
import Network

/// A trained model, ready to recognise: network, front end, labels, calibration.
///
/// Immutable and shared: every stream has its own state over the same weights.
public struct EmotionModel: Sendable {
  /// Everything but the weights.
  public let metadata: ModelMetadata
  /// How the network runs.
  let execution: Execution
  /// Trained weights of the network.
  public let parameterCount: Int
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

  /// The two ways to run a network live.
  enum Execution: Sendable {
    /// Row by row, with state.
    case streaming(StreamingNetwork)
    /// Over what has been heard of an utterance so far, again and again.
    case window(WindowNetwork)
  }

  /// Whether the network runs row by row; else over what has been heard of an utterance, several times a second.
  public var isStreaming: Bool {
    if case .streaming = execution { return true }
    return false
  }

  /// Rate of samples of which the model loses nothing.
  public var sampleRate: Int { metadata.input.sampleRate(metadata.frontEnd) }

  /// Puts a model together from a trained network, whose weights must not change afterwards.
  public init(metadata: ModelMetadata, network: LayeredNetwork) throws(NetworkError) {
    self.metadata = metadata
    parameterCount = network.parameterCount
    execution = try Self.execution(of: network, metadata)
    nonSpeechIndex = metadata.labels.firstIndex(of: Self.nonSpeechLabel)
    labels = metadata.labels.filter { $0 != Self.nonSpeechLabel }
  }

  /// Row by row where input and layers allow it.
  private static func execution(
    of network: LayeredNetwork, _ metadata: ModelMetadata
  ) throws(NetworkError) -> Execution {
    if metadata.input == .liveLogMel {
      do throws(NetworkError) {
        return .streaming(try StreamingNetwork(network))
      } catch {
        guard case .cannotStream = error else { throw error }
      }
    }
    let minimum = network.description.minimumStepCount
    guard network.description.outputStepCount(forInputStepCount: minimum) > 0 else {
      throw .badShape(layerIndex: 0, layer: "input", reason: "no sequence is long enough for an answer")
    }
    let longest =
      metadata.input.window?.longestStepCount
      ?? RecognitionPace.longestRowCount(rowRate: metadata.frontEnd.logMel.rowRate)
    try network.checkMemory(forStepCount: max(minimum, longest))
    return .window(WindowNetwork(network))
  }

  /// Reads the model file at `path`, checking everything before use.
  public init(path: String) throws(RecognitionError) {
    let name = path.systemPath ?? [0]
    var status = stat()
    guard stat(name, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_size <= Self.maximumByteCount else {
      throw .tooLarge(path: path, byteCount: Int(status.st_size))
    }
    guard let data = InputFile.contents(path) else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    try self.init(bytes: data, path: path)
  }

  /// Reads the bytes of a model file, checking everything before use.
  ///
  /// - Parameter path: for errors.
  init(bytes data: Data, path: String) throws(RecognitionError) {
    var file: SafeTensors
    do {
      file = try SafeTensors(bytes: data)
    } catch {
      throw .damaged(path: path, error)
    }
    var metadata = try Self.metadata(of: file, path: path)
    metadata.standardization = try Self.standardization(in: &file, metadata, path: path)
    do {
      let network = try LayeredNetwork(metadata.network, seed: nil)
      try Self.checkLength(metadata, path: path)
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
}
