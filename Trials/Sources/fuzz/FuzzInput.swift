import FuzzTargets

/// Reads one input that libFuzzer made.
@_cdecl("LLVMFuzzerTestOneInput")
public func takeInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.takeInput(UnsafeBufferPointer(start: bytes, count: count))
  return 0
}
