/// Why audio could not be had. The text a person reads is made in the program, from these cases.
public enum AudioError: Error, Sendable, Equatable {
  /// No file of this path.
  case fileNotFound(path: String)
  /// The path is a directory or another thing that is not a readable file.
  case notAFile(path: String)
  /// The system refused to open or read the file; `reason` is the system's word.
  case unreadable(path: String, reason: String)
  /// The file has no bytes.
  case emptyFile(path: String)
  /// No reader knows the format; `reason` is the library's word.
  case unknownFormat(path: String, reason: String)
  /// The file has a header but no samples.
  case noSamples(path: String)
  /// The stream broke off or is damaged after `sampleCount` samples.
  case damaged(path: String, sampleCount: Int, reason: String)
  /// Rate or channel count outside what is supported (1-8 channels, 4-384 kHz).
  case unsupportedFormat(path: String, sampleRate: Int, channelCount: Int)
  /// There is no capture device of this name; `available` lists those there are.
  case noSuchDevice(name: String, available: [String])
  /// The device exists and would not open.
  case deviceUnavailable(name: String, reason: String)
  /// The device went away while it was read.
  case deviceLost(name: String, reason: String)
  /// The resampler refused the pair of rates.
  case resampling(from: Int, to: Int, reason: String)
  /// A recording could not be written.
  case unwritable(path: String, reason: String)
}
