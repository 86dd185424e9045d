import Foundation
import Testing

/// A model file taken apart, to be put together wrongly.
struct ModelBytes {
  var header: Data
  var data: Data

  init(header: Data, data: Data) {
    self.header = header
    self.data = data
  }

  /// Takes a sound file apart.
  init(_ bytes: Data) {
    let length = bytes.prefix(8).enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
    header = bytes.subdata(in: 8..<(8 + length))
    data = bytes.subdata(in: (8 + length)..<bytes.count)
  }

  /// The file.
  var bytes: Data {
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + data
  }

  /// The file with another entry for a tensor.
  func changing(_ name: String, _ change: (inout [String: Any]) -> Void) throws -> ModelBytes {
    var entries = try entries
    var entry = try #require(entries[name] as? [String: Any])
    change(&entry)
    entries[name] = entry
    return ModelBytes(header: try JSONSerialization.data(withJSONObject: entries), data: data)
  }

  /// Moves the offsets of the last tensor, which keeps its size.
  mutating func moveTensorsAtEnd(by byteCount: Int) throws {
    var entries = try entries
    func offsets(_ name: String) -> [Int]? { (entries[name] as? [String: Any])?["data_offsets"] as? [Int] }
    let name = try #require(entries.keys.max { offsets($0)?[1] ?? 0 < offsets($1)?[1] ?? 0 })
    var entry = try #require(entries[name] as? [String: Any])
    entry["data_offsets"] = try #require(offsets(name)).map { $0 + byteCount }
    entries[name] = entry
    header = try JSONSerialization.data(withJSONObject: entries)
  }

  private var entries: [String: Any] {
    get throws { try #require(JSONSerialization.jsonObject(with: header) as? [String: Any]) }
  }
}
