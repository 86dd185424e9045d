import Foundation
import Glibc

/// Code that reads one kind of input that other people may have made.
public struct FuzzTarget: Sendable {
  /// Name on the command line, and of the folder of seeds.
  public let name: String
  /// Reads one input. Whatever it holds, this must return: an input that is wrong is an error, not a trap.
  public let read: @Sendable (Data) -> Void

  /// Every target.
  public static let all: [FuzzTarget] = [
    .model, .network, .recipe, .manifest, .config, .session, .commandLine, .audio,
  ]

  /// The target that inputs go to; libFuzzer's callback takes no context.
  nonisolated(unsafe) private static var selected: FuzzTarget?

  /// Sends inputs to `target` from now on.
  public static func select(_ target: FuzzTarget) { selected = target }

  /// Gives the selected target an input.
  public static func takeInput(_ bytes: UnsafeBufferPointer<UInt8>) {
    selected?.read(bytes.baseAddress.map { Data(bytes: $0, count: bytes.count) } ?? Data())
  }
}

/// A folder of each thread's own in memory, for code that reads files by their paths.
enum FuzzFolder {
  private static var path: String { "/dev/shm/liveser-fuzz-\(getpid())-\(pthread_self())" }

  /// Writes `data` as the file `name` and returns its path.
  static func write(_ data: Data, as name: String) -> String {
    let folder = path
    mkdir(folder, 0o700)
    let file = "\(folder)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    precondition(descriptor >= 0, "\(file): \(String(cString: strerror(errno)))")
    data.withUnsafeBytes { bytes in
      precondition(Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count)
    }
    close(descriptor)
    return file
  }

  /// Removes the thread's folder.
  static func remove() { try? FileManager.default.removeItem(atPath: path) }
}
