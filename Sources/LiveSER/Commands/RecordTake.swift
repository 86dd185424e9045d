import AudioCapture
import Buffers
import Glibc

/// The file that `record` writes while samples come.
///
/// - Thread: one.
final class RecordTake {
  /// The file.
  let path: String
  /// Why no more is written; nil while all is well.
  private(set) var failure: AudioError?
  private(set) var sampleRate = 0
  private var recorder: Recorder?
  private let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)

  init(path: String) {
    self.path = path
  }

  deinit {
    block.deallocate()
  }

  /// Samples in the file.
  private(set) var sampleCount = 0
  /// Seconds in the file.
  var seconds: Double { sampleRate > 0 ? Double(sampleCount) / Double(sampleRate) : 0 }

  /// Writes what has come; makes the file when the source is open.
  func drain(_ findings: RecordHandler.Findings) {
    guard failure == nil, let stream = findings.stream, let ring = findings.ring else { return }
    do throws(AudioError) {
      if recorder == nil {
        sampleRate = stream.format.sampleRate
        recorder = try Recorder(path: path, sampleRate: sampleRate, encoding: .pcm24)
      }
      while case let count = ring.read(into: block), count > 0 {
        try recorder?.write(UnsafeBufferPointer(rebasing: block[..<count]))
        sampleCount = recorder?.sampleCount ?? 0
      }
    } catch {
      failure = error
    }
  }

  /// Sees the file to the disk. One without samples is deleted.
  func close() {
    guard let recorder else { return }
    self.recorder = nil
    do throws(AudioError) {
      try recorder.close()
    } catch {
      if failure == nil { failure = error }
    }
    if failure != nil { sampleCount = countSamples() }
    if sampleCount == 0, let name = path.systemPath { unlink(name) }
  }

  /// What can be read back of a file that could not be finished in order.
  private func countSamples() -> Int {
    guard let source = try? FileSource(path: path) else { return 0 }
    var total = 0
    while case .samples(let count)? = try? source.read(into: block) { total += count }
    return total
  }
}
