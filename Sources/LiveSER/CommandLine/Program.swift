import AudioCapture
import Glibc

/// What the program is called and which version it is.
enum Program {
  static let name = "liveser"
  static let version = "0.1.0"
  /// The words typed behind the program's name, as texts of paths: a word need not be UTF-8.
  static var words: [String] {
    (1..<max(1, Int(CommandLine.argc))).compactMap { index in
      CommandLine.unsafeArgv[index].map { word in
        String(pathBytes: [UInt8](UnsafeRawBufferPointer(start: word, count: strlen(word))))
      }
    }
  }

  static let summary = "live speech emotion recognition in the terminal"
}
