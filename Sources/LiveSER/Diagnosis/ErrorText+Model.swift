import Network
import Recognition

extension RecognitionError {
  /// The whole line, which begins with the model or what else it is about.
  var text: String {
    switch self {
    case .modelNotFound(let name, let tried, let chooser):
      "there is no model '\(name)'\(chooser.map { " (named by \($0))" } ?? ""); tried "
        + tried.joined(separator: ", ") + "; "
        + (chooser == nil
          ? "name a file, or one that 'liveser models' lists"
          : "'--model \(ModelLocator.defaultName)' takes the one that came with the program")
    case .unreadable(let path, let reason): "\(path): the model cannot be read: \(reason); check the file"
    case .tooLarge(let path, let byteCount):
      "\(path): is too large for a model (\(byteCount >> 20) MiB); name a model file of this program"
    case .damaged(let path, let error): "\(path): \(error.text)"
    case .metadata(let path, let key, let reason):
      "\(path): is no model of this version: \"\(key)\" \(reason); train it again or take another"
    case .network(let path, let error): "\(path): \(error.text); train it again or take another"
    case .audio(let error): error.text
    case .noThread: "the system has no thread to give; try again when it is less busy"
    }
  }
}

extension SafeTensorsError {
  /// What is wrong with the file, and what to do.
  var text: String {
    let reason =
      switch self {
      case .tooShort(let byteCount): "it has only \(byteCount) bytes"
      case .headerLength(let length, let available):
        "its header claims \(length) bytes where \(available) follow"
      case .header(let reason): "its header is wrong: \(reason)"
      case .elementType(let name, let type): "tensor \"\(name)\" is of type \(type) instead of F32"
      case .shape(let name): "tensor \"\(name)\" has an impossible shape"
      case .offsets(let name): "tensor \"\(name)\" lies outside the file or does not fit its shape"
      case .layout(let reason): reason
      }
    return "is not a sound model file: \(reason); copy it again or take another"
  }
}

extension NetworkError {
  /// What is wrong with the network.
  var text: String {
    switch self {
    case .badShape(let layerIndex, let layer, let reason):
      "layer \(layerIndex) (\(layer)) does not fit: \(reason)"
    case .noLayers: "the network has no layers"
    case .cannotStream(let layerIndex, let layer):
      "layer \(layerIndex) (\(layer)) needs the future, so that the model cannot run live"
    case .missingTensor(let name): "tensor \"\(name)\" is missing"
    case .unexpectedTensor(let name): "tensor \"\(name)\" belongs to no layer"
    case .tensorShape(let name, let expected, let found):
      "tensor \"\(name)\" has shape \(found) instead of \(expected)"
    case .nonFiniteTensor(let name): "tensor \"\(name)\" holds values that are not numbers"
    case .negativeVariance(let name): "tensor \"\(name)\" holds negative variances"
    }
  }
}
