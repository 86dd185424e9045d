import DSP
import Network

extension WindowInput: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case kind, sampleRate, span, seconds, offset, longestSeconds, updateSeconds, standardized
    case layout, fftSize, hopLength, window, melCount, lowestFrequency, highestFrequency, melScale,
      melNormalization
    case coefficientCount, derivativeCount, derivativeWidth
  }

  private static let commonKeys: [CodingKeys] = [
    .kind, .sampleRate, .span, .seconds, .offset, .longestSeconds, .updateSeconds, .standardized,
  ]
  private static let frameKeys: [CodingKeys] = [
    .layout, .fftSize, .hopLength, .window, .melCount, .lowestFrequency, .highestFrequency, .melScale,
    .melNormalization,
  ]
  private static let cepstrumKeys: [CodingKeys] = [.coefficientCount, .derivativeCount, .derivativeWidth]

  /// Keys that mean something with `kind`.
  private static func keys(of kind: Kind) -> [CodingKeys] {
    switch kind {
    case .melSpectrogram: commonKeys + frameKeys
    case .mfcc: commonKeys + frameKeys + cepstrumKeys
    case .clip180, .clipFull, .waveform: commonKeys
    }
  }

  /// Reads the input; what is not named has librosa's default, keys that mean nothing with its kind are errors.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try container.decode(Kind.self, forKey: .kind))
    try decoder.refuseKeys(besides: Self.keys(of: kind).map(\.rawValue))
    func read<Value: Decodable>(_ key: CodingKeys, _ target: inout Value) throws {
      target = try container.decodeIfPresent(Value.self, forKey: key) ?? target
    }
    func choose<Choice: RawRepresentable & CaseIterable>(
      _ key: CodingKeys, _ target: inout Choice
    ) throws where Choice.RawValue == String {
      guard let text = try container.decodeIfPresent(String.self, forKey: key) else { return }
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "is \"\(text)\"; must be one of \(known)")
      }
      target = choice
    }
    try read(.sampleRate, &sampleRate)
    try choose(.span, &span)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    try read(.offset, &offset)
    try read(.longestSeconds, &longestSeconds)
    try read(.updateSeconds, &updateSeconds)
    try read(.standardized, &isStandardized)
    try choose(.layout, &layout)
    try read(.fftSize, &melSpectrogram.spectrum.fftSize)
    try read(.hopLength, &melSpectrogram.spectrum.hopLength)
    try read(.window, &melSpectrogram.spectrum.window)
    try read(.melCount, &melSpectrogram.melCount)
    try read(.lowestFrequency, &melSpectrogram.lowestFrequency)
    melSpectrogram.highestFrequency = try container.decodeIfPresent(Double.self, forKey: .highestFrequency)
    try read(.melScale, &melSpectrogram.melScale)
    try read(.melNormalization, &melSpectrogram.melNormalization)
    try read(.coefficientCount, &mfcc.coefficientCount)
    try read(.derivativeCount, &mfcc.derivativeCount)
    try read(.derivativeWidth, &mfcc.derivativeWidth)
  }

  /// Writes every value that means something with the kind.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind, forKey: .kind)
    try container.encode(sampleRate, forKey: .sampleRate)
    try container.encode(span, forKey: .span)
    try container.encodeIfPresent(seconds, forKey: .seconds)
    try container.encode(offset, forKey: .offset)
    try container.encode(longestSeconds, forKey: .longestSeconds)
    try container.encode(updateSeconds, forKey: .updateSeconds)
    try container.encode(isStandardized, forKey: .standardized)
    guard kind.hasFrames else { return }
    try container.encode(layout, forKey: .layout)
    try container.encode(melSpectrogram.spectrum.fftSize, forKey: .fftSize)
    try container.encode(melSpectrogram.spectrum.hopLength, forKey: .hopLength)
    try container.encode(melSpectrogram.spectrum.window, forKey: .window)
    try container.encode(melSpectrogram.melCount, forKey: .melCount)
    try container.encode(melSpectrogram.lowestFrequency, forKey: .lowestFrequency)
    try container.encodeIfPresent(melSpectrogram.highestFrequency, forKey: .highestFrequency)
    try container.encode(melSpectrogram.melScale, forKey: .melScale)
    try container.encode(melSpectrogram.melNormalization, forKey: .melNormalization)
    guard kind == .mfcc else { return }
    try container.encode(mfcc.coefficientCount, forKey: .coefficientCount)
    try container.encode(mfcc.derivativeCount, forKey: .derivativeCount)
    try container.encode(mfcc.derivativeWidth, forKey: .derivativeWidth)
  }
}
