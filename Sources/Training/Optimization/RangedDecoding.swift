extension KeyedDecodingContainer {
  /// The number at `key`, or `fallback` where there is none; an error that names the place outside `range`.
  func number(_ key: Key, default fallback: Float, in range: ClosedRange<Float>) throws -> Float {
    let value = try decodeIfPresent(Float.self, forKey: key) ?? fallback
    guard range.contains(value) else {
      throw refusal(key, found: "\(value)", range.lowerBound, range.upperBound)
    }
    return value
  }

  /// The whole number at `key`, or `fallback` where there is none; an error that names the place outside `range`.
  func number(_ key: Key, default fallback: Int, in range: ClosedRange<Int>) throws -> Int {
    let value = try decodeIfPresent(Int.self, forKey: key) ?? fallback
    guard range.contains(value) else {
      throw refusal(key, found: "\(value)", range.lowerBound, range.upperBound)
    }
    return value
  }

  /// One of the texts a type knows, or `fallback` where there is none; an error that names those there are.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: Key, default fallback: Choice?
  ) throws -> Choice where Choice.RawValue == String {
    let text: String
    if let fallback {
      guard let found = try decodeIfPresent(String.self, forKey: key) else { return fallback }
      text = found
    } else {
      text = try decode(String.self, forKey: key)
    }
    guard let choice = Choice(rawValue: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription:
          "is \"\(text)\"; must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  private func refusal(_ key: Key, found: String, _ lowest: some Any, _ highest: some Any) -> DecodingError {
    .dataCorruptedError(
      forKey: key, in: self, debugDescription: "is \(found); must be from \(lowest) to \(highest)")
  }
}
