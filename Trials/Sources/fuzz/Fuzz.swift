import FuzzTargets
import Glibc

/// Enters libFuzzer, which calls `callback` with one input after the other.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ callback: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Reads one input. libFuzzer's archive, of which the compiler links all, asks for it by this name.
@_cdecl("LLVMFuzzerTestOneInput")
public func readInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.takeInput(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}

/// `fuzz TARGET [OPTION...] [FOLDER-OR-FILE...]`; options and folders are libFuzzer's.
@main
enum Fuzz {
  static func main() {
    let words = CommandLine.arguments
    guard words.count > 1, let target = FuzzTarget.all.first(where: { $0.name == words[1] }) else {
      let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
      let line = "usage: fuzz TARGET [OPTION...] [FOLDER...]; the targets are \(names)\n"
      line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
      exit(2)
    }
    FuzzTarget.select(target)
    // The target's name is no option of libFuzzer's.
    var count = CommandLine.argc - 1
    var rest = CommandLine.unsafeArgv + 1
    rest[0] = CommandLine.unsafeArgv[0]
    exit(runFuzzer(&count, &rest, readInput))
  }
}
