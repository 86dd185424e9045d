import AudioCapture
import Synchronization

/// Plays a file over and over, with a second of silence in between so that what was said last is judged.
///
/// - Thread: one at a time; `interrupt` from any.
final class LoopingSource: AudioSource, @unchecked Sendable {
  private let path: String
  private var file: FileSource
  private var silenceCount = 0
  private let isInterrupted = Atomic<Bool>(false)

  /// Opens the file at `path`.
  ///
  /// - Errors: those of `FileSource`.
  init(path: String) throws(AudioError) {
    self.path = path
    file = try FileSource(path: path)
  }

  var format: AudioFormat { file.format }
  var name: String { path }
  var totalSampleCount: Int? { nil }

  func read(into block: UnsafeMutableBufferPointer<Float>) throws(AudioError) -> AudioRead {
    if isInterrupted.load(ordering: .relaxed) { return .end }
    if silenceCount > 0 { return silence(into: block) }
    let result = try file.read(into: block)
    guard result == .end else { return result }
    let rate = format.sampleRate
    let again = try FileSource(path: path)
    guard again.format.sampleRate == rate else { return .end }
    file = again
    silenceCount = rate
    return silence(into: block)
  }

  private func silence(into block: UnsafeMutableBufferPointer<Float>) -> AudioRead {
    let count = min(block.count, silenceCount)
    for index in 0..<count { block[index] = 0 }
    silenceCount -= count
    return .samples(count)
  }

  func interrupt() {
    isInterrupted.store(true, ordering: .relaxed)
  }
}
