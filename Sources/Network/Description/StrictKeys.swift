/// A key whose name is only known while reading.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Throws an error that names the first key that is not among `known`.
  public func refuseKeys(besides known: [String]) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys.sorted(by: { $0.stringValue < $1.stringValue })
    where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath + [key],
          debugDescription:
            "unknown key \"\(key.stringValue)\"; known here: \(known.sorted().joined(separator: ", "))"))
    }
  }
}
