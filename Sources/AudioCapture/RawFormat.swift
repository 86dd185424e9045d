/// The layout of headerless audio, as in `16000:s16le:1`.
public struct RawFormat: Sendable, Equatable {
  /// Samples a second, for each channel. Range: 4000...384000.
  public var sampleRate: Int
  /// Layout of one sample.
  public var encoding: SampleEncoding
  /// Interleaved channels. Range: 1...8.
  public var channelCount: Int

  /// Bytes of one frame: a sample of every channel.
  public var frameByteCount: Int { encoding.byteCount * channelCount }

  /// Describes headerless audio; the values must be in range.
  public init(sampleRate: Int, encoding: SampleEncoding, channelCount: Int) {
    precondition(
      AudioFormat.sampleRates.contains(sampleRate) && AudioFormat.channelCounts.contains(channelCount))
    self.sampleRate = sampleRate
    self.encoding = encoding
    self.channelCount = channelCount
  }

  /// Encodings that may be named in text: all but the device's own four-byte one.
  static let namedEncodings = SampleEncoding.allCases.filter { $0 != .s24in32le }

  /// Parses `RATE:FORMAT:CHANNELS`.
  ///
  /// - Errors: which of the three parts is wrong, and what it was.
  public init(parsing text: String) throws(RawFormatError) {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard fields.count == 3 else { throw .fieldCount(text: text, count: fields.count) }
    guard let rate = Int(fields[0]), AudioFormat.sampleRates.contains(rate) else {
      throw .sampleRate(fields[0])
    }
    let name = fields[1].lowercased()
    guard let encoding = Self.namedEncodings.first(where: { $0.rawValue == name }) else {
      throw .encoding(fields[1], known: Self.namedEncodings.map(\.rawValue))
    }
    guard let channels = Int(fields[2]), AudioFormat.channelCounts.contains(channels) else {
      throw .channelCount(fields[2])
    }
    self.init(sampleRate: rate, encoding: encoding, channelCount: channels)
  }
}

/// What is wrong with a text that should describe headerless audio.
public enum RawFormatError: Error, Sendable, Equatable {
  /// The text does not have three parts between colons.
  case fieldCount(text: String, count: Int)
  /// The first part is not a whole number from 4000 to 384000.
  case sampleRate(String)
  /// The second part is not one of the `known` names.
  case encoding(String, known: [String])
  /// The third part is not a whole number from 1 to 8.
  case channelCount(String)
}
