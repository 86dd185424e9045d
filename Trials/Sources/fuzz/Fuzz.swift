import FuzzTargets
import Glibc

// `fuzz TARGET [OPTION...] [FOLDER-OR-FILE...]`: libFuzzer has the entry point; options and folders are its own.

/// Chooses the target by the first word, which libFuzzer does not get to see.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>
) -> CInt {
  let typed = words.pointee
  let name = count.pointee > 1 ? typed[1].map { String(cString: $0) } : nil
  guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
    let line = "usage: fuzz TARGET [OPTION...] [FOLDER...]; the targets are \(names)\n"
    line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
    exit(2)
  }
  FuzzTarget.select(target)
  typed[1] = typed[0]
  words.pointee = typed + 1
  count.pointee -= 1
  return 0
}
