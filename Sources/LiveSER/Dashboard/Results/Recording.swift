import AudioCapture
import Buffers
import Glibc
import Recognition

/// A recording the user asked for: a WAV file that grows while it lasts, kept only if the user says so.
///
/// The file is called `unsaved-…` until it is kept, and its header is right at every moment, so that a kill leaves
/// it whole.
/// - Thread: one at a time; the main one until it is judged, then the worker's, then the main one again.
final class Recording: @unchecked Sendable {
  /// Seconds after which a recording ends by itself.
  static let limit = 30.0

  let format: AudioFormat
  /// When it began, as part of a file name.
  let stamp: String
  private(set) var samples: [Float] = []
  /// Where the file is now.
  private(set) var path: String
  /// Whether the file has its final name.
  private(set) var isKept = false
  private let folder: String
  private var recorder: Recorder?
  private let ring: SampleRing
  private let tap: RecordingTap
  private let block = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4096)

  /// Begins to record what passes `tap`.
  init(in folder: String, format: AudioFormat, tap: RecordingTap) throws(RecordingError) {
    self.format = format
    self.folder = folder
    self.tap = tap
    stamp = PrivateFile.timeStamp()
    do throws(PrivateFile.Failure) {
      try PrivateFile.makeFolder(folder)
    } catch {
      throw .file(error)
    }
    path = "\(folder)/unsaved-\(stamp)-\(getpid()).wav"
    var number = 1
    while access(path, F_OK) == 0 {
      number += 1
      path = "\(folder)/unsaved-\(stamp)-\(getpid())-\(number).wav"
    }
    do throws(AudioError) {
      recorder = try Recorder(path: path, sampleRate: format.sampleRate, encoding: .pcm24)
    } catch {
      throw .audio(error)
    }
    samples.reserveCapacity(Int(Self.limit * Double(format.sampleRate)))
    ring = tap.open(sampleCount: 4 * format.sampleRate)
  }

  deinit {
    block.deallocate()
  }

  /// Seconds recorded.
  var seconds: Double { Double(samples.count) / Double(format.sampleRate) }
  /// Whether the limit is reached.
  var isFull: Bool { samples.count >= sampleLimit }
  /// Samples that came faster than they were taken.
  var droppedSampleCount: Int { tap.droppedSampleCount }
  private var sampleLimit: Int { Int(Self.limit * Double(format.sampleRate)) }

  /// Takes what was heard since the last call into memory and file.
  func drain() throws(RecordingError) {
    while case let count = ring.read(into: block), count > 0 {
      let taken = UnsafeBufferPointer(rebasing: block[..<min(count, sampleLimit - samples.count)])
      samples.append(contentsOf: taken)
      do throws(AudioError) {
        try recorder?.write(taken)
      } catch {
        throw .audio(error)
      }
    }
  }

  /// Takes the rest; nothing is recorded any more.
  func end() throws(RecordingError) {
    tap.close()
    try drain()
  }

  /// Sees the file to the disk, which may take a while.
  func close() throws(AudioError) {
    try recorder?.close()
    recorder = nil
  }

  /// Gives the file its final name and writes `record` beside it; nothing is ever overwritten. On an error neither is there, and
  /// the recording is where it was.
  ///
  /// - Parameter record: makes the text from the file's final path.
  func keep(record: (String) -> String) throws(PrivateFile.Failure) -> String {
    for number in 1...999 {
      let name = "\(folder)/\(stamp)\(number == 1 ? "" : "-\(number)")"
      let (audio, text) = ("\(name).wav", "\(name).json")
      let descriptor = open(text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      if descriptor < 0 {
        if errno == EEXIST { continue }
        throw PrivateFile.Failure(path: text)
      }
      defer { Glibc.close(descriptor) }
      do throws(PrivateFile.Failure) {
        try PrivateFile.write(record(audio) + "\n", to: descriptor, path: text)
      } catch {
        unlink(text)
        throw error
      }
      // A link fails where the name is taken, which a renaming would overwrite.
      if link(path, audio) != 0 {
        let isTaken = errno == EEXIST
        let failure = PrivateFile.Failure(path: audio)
        if !isTaken, access(audio, F_OK) != 0, rename(path, audio) == 0 {
          // A file system without links.
        } else {
          unlink(text)
          if isTaken { continue }
          throw failure
        }
      } else {
        unlink(path)
      }
      path = audio
      isKept = true
      return audio
    }
    throw PrivateFile.Failure(path: path)
  }

  /// Deletes the file, unless it was kept.
  func discard() {
    tap.close()
    try? recorder?.close()
    recorder = nil
    if !isKept { unlink(path) }
  }
}

/// Why a recording failed.
enum RecordingError: Error {
  case file(PrivateFile.Failure)
  case audio(AudioError)

  /// The whole line.
  var text: String {
    switch self {
    case .file(let failure): failure.text
    case .audio(let error): error.text
    }
  }
}
