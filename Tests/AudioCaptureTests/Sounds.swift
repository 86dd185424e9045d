import CSndFile
import Foundation
import Testing

@testable import AudioCapture

/// A folder of one test's own, gone with it.
final class ScratchFolder {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "liveser-capture-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes `bytes` and returns the path.
  func write(_ bytes: [UInt8], as name: String) throws -> String {
    try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}

/// A sine of peak `amplitude`.
func sine(_ frequency: Double, rate: Int, count: Int, amplitude: Float = 0.5) -> [Float] {
  (0..<count).map { amplitude * Float(sin(2 * Double.pi * frequency * Double($0) / Double(rate))) }
}

/// Writes interleaved samples to `path` with libsndfile.
func writeSound(
  _ samples: [Float], rate: Int, channels: Int = 1, format: Int, to path: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  var info = SF_INFO()
  info.samplerate = Int32(rate)
  info.channels = Int32(channels)
  info.format = Int32(format)
  let handle = try #require(sf_open(path, Int32(SFM_WRITE), &info), sourceLocation: sourceLocation)
  defer { sf_close(handle) }
  let frames = samples.count / channels
  // Small writes: libvorbis keeps a large one on its stack.
  var offset = 0
  while offset < frames {
    let count = min(1024, frames - offset)
    let written = samples.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return sf_count_t(0) }
      return sf_writef_float(handle, base + offset * channels, sf_count_t(count))
    }
    try #require(Int(written) == count, sourceLocation: sourceLocation)
    offset += count
  }
}

/// What a source gave until it ended.
struct Drained {
  var samples: [Float] = []
  var overruns: [Int] = []
  var error: AudioError?
}

/// Reads `source` to its end in blocks of `blockCount`.
func drain(_ source: any AudioSource, blockCount: Int = 1000) -> Drained {
  var drained = Drained()
  var block = [Float](repeating: 0, count: blockCount)
  while true {
    do throws(AudioError) {
      let read = try block.withUnsafeMutableBufferPointer { block throws(AudioError) in
        try source.read(into: block)
      }
      switch read {
      case .samples(let count): drained.samples += block[0..<count]
      case .overrun(let lost): drained.overruns.append(lost)
      case .end: return drained
      }
    } catch {
      drained.error = error
      return drained
    }
  }
}

/// The error that `body` throws; nil where it throws none.
func audioError(_ body: () throws(AudioError) -> Void) -> AudioError? {
  do throws(AudioError) {
    try body()
    return nil
  } catch {
    return error
  }
}

/// Power of `samples` at `frequency` as the amplitude of a sine there (a windowed single-bin Fourier transform).
func amplitude(of frequency: Double, in samples: ArraySlice<Float>, rate: Int) -> Double {
  var real = 0.0
  var imaginary = 0.0
  var weight = 0.0
  for (index, sample) in samples.enumerated() {
    let window = 0.5 - 0.5 * cos(2 * Double.pi * Double(index) / Double(samples.count))
    let phase = 2 * Double.pi * frequency * Double(index) / Double(rate)
    real += window * Double(sample) * cos(phase)
    imaginary -= window * Double(sample) * sin(phase)
    weight += window
  }
  return 2 * (real * real + imaginary * imaginary).squareRoot() / weight
}

/// Largest absolute difference, infinite for different counts and where a value is none.
func difference(_ first: [Float], _ second: [Float]) -> Float {
  guard first.count == second.count else { return .infinity }
  let differences = zip(first, second).map { abs($0 - $1) }
  return differences.contains { $0.isNaN } ? .infinity : differences.max() ?? 0
}

/// Both ends of a pipe that child processes do not inherit.
func pipeEnds() -> [Int32] {
  var ends: [Int32] = [-1, -1]
  guard Glibc.pipe(&ends) == 0 else { return ends }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return ends
}

/// A pipe that a thread fills with `bytes`, in pieces, with pauses; the read end.
func pipe(_ bytes: [UInt8], piece: Int = 4096, pause: useconds_t = 0) -> Int32 {
  let ends = pipeEnds()
  let target = ends[1]
  Thread.detachNewThread {
    signal(SIGPIPE, SIG_IGN)
    var offset = 0
    while offset < bytes.count {
      let count = min(piece, bytes.count - offset)
      let written = bytes.withUnsafeBytes { write(target, $0.baseAddress! + offset, count) }
      if written <= 0 { break }
      offset += written
      if pause > 0 { usleep(pause) }
    }
    close(target)
  }
  return ends[0]
}

func bytes(of path: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: path)))
}

func areFinite(_ samples: [Float]) -> Bool {
  samples.allSatisfy { $0.isFinite }
}
