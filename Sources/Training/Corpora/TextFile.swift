import FoundationEssentials
import Glibc

/// Whole text files, read at once.
enum TextFile {
  /// The text at `path`; bytes that are not UTF-8 are replaced.
  static func contents(of path: String) throws(TrainingError) -> String {
    do {
      return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    } catch {
      throw .unreadable(path: path, reason: SystemWord.reason(of: error))
    }
  }

  /// `text` without white space at either end.
  static func trimmed(_ text: some StringProtocol) -> String {
    var rest = Substring(text)
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return String(rest)
  }
}

/// The system's own word for what went wrong.
enum SystemWord {
  static func reason(of error: any Error) -> String {
    guard let cocoa = error as? CocoaError else { return "\(error)" }
    if let posix = cocoa.underlying as? POSIXError {
      return String(cString: strerror(posix.code.rawValue))
    }
    return switch cocoa.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "no such file"
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
    case .fileWriteOutOfSpace: "no space left on device"
    default: "error \(cocoa.code.rawValue)"
    }
  }
}
