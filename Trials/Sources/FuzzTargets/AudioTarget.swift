import AudioCapture
import Foundation
import Glibc

extension FuzzTarget {
  /// A sound file: by its path, and through a pipe.
  static let audio = FuzzTarget(name: "audio") { data in
    let path = FuzzFolder.write(data, as: "sound")
    if let file = try? FileSource(path: path) { drain(file) }
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    // So large that all of an input fits in, and nobody has to read meanwhile.
    let room = fcntl(ends[1], 1031 /* F_SETPIPE_SZ */, 1 << 20)
    let count = min(Int(room), data.count)
    let written = data.withUnsafeBytes { write(ends[1], $0.baseAddress, count) }
    close(ends[1])
    if written == count, let stream = try? StandardInputSource(descriptor: ends[0]) { drain(stream) }
    close(ends[0])
  }

  /// Reads a source to its end: samples in blocks, all of them numbers.
  private static func drain(_ source: any AudioSource) {
    precondition(AudioFormat.sampleRates.contains(source.format.sampleRate))
    precondition(AudioFormat.channelCounts.contains(source.format.channelCount))
    let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)
    defer { block.deallocate() }
    var total = 0
    // A few bytes of some formats are hours of silence; beyond this they say nothing new.
    while total < 1 << 20 {
      guard case .samples(let count)? = try? source.read(into: block) else { break }
      precondition((1...block.count).contains(count), "a read of \(count) samples")
      for index in 0..<count { precondition(block[index].isFinite, "sample \(total + index) is no number") }
      total += count
    }
  }
}
