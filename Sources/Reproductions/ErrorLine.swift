import Training

extension TrainingError {
  /// What went wrong, in one line.
  var line: String {
    switch self {
    case .pathNotFound(let path):
      "\(path): no such file; run it in the source tree, on a folder of evaluate --report"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "\(path): cannot be written: \(reason)"
    case .recipe(let path, let place, let reason): "\(path): \(place) \(reason)"
    default: "\(self)"
    }
  }
}
