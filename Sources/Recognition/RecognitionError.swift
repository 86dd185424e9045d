import AudioCapture
import Network

/// Why a model cannot be used, or recognition cannot start.
public enum RecognitionError: Error, Sendable, Equatable {
  /// There is no model file in any of these places; `chooser` is what names it, where that is not the user's command.
  case modelNotFound(name: String, tried: [String], chooser: String? = nil)
  /// The file cannot be read; `reason` is the system's word.
  case unreadable(path: String, reason: String)
  /// The file is larger than any model this program reads.
  case tooLarge(path: String, byteCount: Int)
  /// The file is not a sound safetensors file.
  case damaged(path: String, SafeTensorsError)
  /// The file holds tensors, but `key` of its metadata is missing or wrong.
  case metadata(path: String, key: String, reason: String)
  /// Network and tensors do not fit each other.
  case network(path: String, NetworkError)
  /// The input's rate cannot be converted to the model's.
  case audio(AudioError)
  /// The system has no thread to give.
  case noThread
}
