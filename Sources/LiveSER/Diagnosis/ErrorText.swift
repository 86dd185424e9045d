import AudioCapture
import Glibc

/// Errors as people read them: one line that says what is wrong and what to do.
extension AudioError {
  /// The whole line, which begins with the file or device it is about.
  var text: String { "\(subject): \(problem)" }

  /// The file or device it is about.
  private var subject: String {
    switch self {
    case .fileNotFound(let path), .notAFile(let path), .unreadable(let path, _), .emptyFile(let path),
      .unknownFormat(let path, _), .noSamples(let path), .damaged(let path, _, _),
      .unsupportedFormat(let path, _, _), .unwritable(let path, _):
      path
    case .noSuchDevice(let name, _), .deviceUnavailable(let name, _), .deviceLost(let name, _): name
    case .resampling(let from, let to, _): "\(from) Hz to \(to) Hz"
    }
  }

  /// What is wrong with it, and what to do.
  var problem: String {
    switch self {
    case .fileNotFound: "there is no such file; check the name"
    case .notAFile: "is not a file that can be read as audio; name a sound file"
    case .unreadable(_, let reason): "cannot be read: \(reason); check its permissions and its disk"
    case .emptyFile: "is empty; record or copy it again"
    case .unknownFormat(_, let reason):
      "is in no audio format known here (\(reason)); convert it, for instance to WAV"
    case .noSamples: "has a header but no audio; record or copy it again"
    case .damaged(_, let sampleCount, let reason):
      "is damaged after \(sampleCount) samples (\(reason)); record or copy it again"
    case .unsupportedFormat(_, let sampleRate, let channelCount):
      "has \(channelCount) channel\(channelCount == 1 ? "" : "s") at \(sampleRate) Hz; "
        + "1 to 8 channels at 4000 to 384000 Hz can be read: convert it"
    case .noSuchDevice(_, let available):
      available.isEmpty
        ? "there is no such capture device, nor any other; connect a microphone, or use --input FILE"
        : "there is no such capture device; there are \(available.joined(separator: ", "))"
    case .deviceUnavailable(_, let reason):
      "cannot be opened: \(reason); 'liveser devices' lists the others"
    case .deviceLost(_, let reason): "the device is gone: \(reason); connect it again"
    case .resampling(_, _, let reason): "cannot be resampled: \(reason); convert the file's rate first"
    case .unwritable(_, let reason):
      reason == String(cString: strerror(ENOSPC))
        ? "cannot be written: \(reason); make room, or choose another file"
        : "cannot be written: \(reason); choose another file"
    }
  }
}

extension RawFormatError {
  /// What is wrong with the text and what it should be.
  var text: String {
    let example = "RATE:FORMAT:CHANNELS is wanted, as in 16000:s16le:1"
    return switch self {
    case .fieldCount(let text, _): "'\(text)' is no raw format; \(example)"
    case .sampleRate(let field): "'\(field)' is no sample rate from 4000 to 384000; \(example)"
    case .encoding(let field, let known):
      "'\(field)' is no sample format; there are \(known.joined(separator: ", "))"
    case .channelCount(let field): "'\(field)' is no channel count from 1 to 8; \(example)"
    }
  }
}
