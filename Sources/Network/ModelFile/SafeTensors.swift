import Buffers
import Foundation

/// Why bytes are not a safetensors file this program can use.
public enum SafeTensorsError: Error, Sendable, Equatable {
  /// Shorter than the eight bytes of the header's length.
  case tooShort(byteCount: Int)
  /// The header's length points past the end of the file, or is over the limit.
  case headerLength(UInt64, available: Int)
  /// The header is not a JSON object of the right form.
  case header(reason: String)
  /// A tensor's element type is not F32.
  case elementType(name: String, type: String)
  /// A dimension is negative, or the product of the dimensions overflows.
  case shape(name: String)
  /// Offsets are reversed, past the end, or do not hold the shape's elements.
  case offsets(name: String)
  /// Two tensors share bytes, or bytes belong to none.
  case layout(reason: String)
}

/// A safetensors file in memory: named float tensors and text metadata.
///
/// Layout: eight bytes of header length (little endian), a JSON header, the data. Only F32 is read and written.
/// Source: the safetensors format description, version 0.4.
public struct SafeTensors: Sendable {
  /// One tensor.
  public struct Tensor: Sendable {
    /// Dimensions, outermost first.
    public var shape: [Int]
    /// Elements in row-major order.
    public var values: AlignedBuffer

    /// Pairs `values` with their dimensions.
    public init(shape: [Int], values: AlignedBuffer) {
      self.shape = shape
      self.values = values
    }
  }

  /// The tensors by name.
  public var tensors: [String: Tensor] = [:]
  /// The `__metadata__` object.
  public var metadata: [String: String] = [:]

  /// Most bytes of header that are read, as in the format's reference reader.
  public static let maximumHeaderByteCount = 100_000_000

  /// Makes an empty file.
  public init() {}

  /// Reads `bytes`, checking every length, offset and shape before it is used.
  public init(bytes: Data) throws(SafeTensorsError) {
    let bytes = [UInt8](bytes)
    guard bytes.count >= 8 else { throw .tooShort(byteCount: bytes.count) }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(Self.maximumHeaderByteCount), length <= UInt64(bytes.count - 8) else {
      throw .headerLength(length, available: bytes.count - 8)
    }
    let dataStart = 8 + Int(length)
    let header: [String: Any]
    do {
      let parsed = try JSONSerialization.jsonObject(with: Data(bytes[8..<dataStart]))
      guard let object = parsed as? [String: Any] else {
        throw SafeTensorsError.header(reason: "not an object")
      }
      header = object
    } catch let error as SafeTensorsError {
      throw error
    } catch {
      throw .header(reason: "not JSON")
    }
    var entries: [Entry] = []
    for (name, value) in header {
      if name == "__metadata__" {
        guard let text = value as? [String: String] else {
          throw .header(reason: "__metadata__ must hold texts only")
        }
        metadata = text
        continue
      }
      entries.append(try Self.entry(name, value, dataByteCount: bytes.count - dataStart))
    }
    // Before anything is copied: tensors that share bytes could ask for any amount of memory.
    try Self.checkCover(entries, byteCount: bytes.count - dataStart)
    for entry in entries {
      let values = AlignedBuffer(count: entry.range.count / 4)
      bytes.withUnsafeBytes { source in
        UnsafeMutableRawPointer(values.base).copyMemory(
          from: source.baseAddress! + dataStart + entry.range.lowerBound, byteCount: entry.range.count)
      }
      tensors[entry.name] = Tensor(shape: entry.shape, values: values)
    }
  }

  /// A tensor as the header describes it: its bytes are those of `range`, from the start of the data.
  private struct Entry {
    var name: String
    var shape: [Int]
    var range: Range<Int>
  }

  private static func entry(
    _ name: String, _ value: Any, dataByteCount: Int
  ) throws(SafeTensorsError) -> Entry {
    guard let object = value as? [String: Any], let type = object["dtype"] as? String,
      let dimensions = object["shape"] as? [NSNumber], let offsets = object["data_offsets"] as? [NSNumber],
      offsets.count == 2
    else { throw .header(reason: "tensor \"\(name)\" needs dtype, shape and two data_offsets") }
    guard type == "F32" else { throw .elementType(name: name, type: type) }
    var elementCount = 1
    var shape: [Int] = []
    for dimension in dimensions {
      guard let size = Int(exactly: dimension.doubleValue), size >= 0 else { throw .shape(name: name) }
      let (product, overflows) = elementCount.multipliedReportingOverflow(by: size)
      guard !overflows, product <= Int.max / 4 else { throw .shape(name: name) }
      elementCount = product
      shape.append(size)
    }
    guard let begin = Int(exactly: offsets[0].doubleValue), let end = Int(exactly: offsets[1].doubleValue),
      begin >= 0, begin <= end, end <= dataByteCount, end - begin == elementCount * 4
    else { throw .offsets(name: name) }
    return Entry(name: name, shape: shape, range: begin..<end)
  }

  private static func checkCover(_ entries: [Entry], byteCount: Int) throws(SafeTensorsError) {
    var covered = 0
    for entry in entries.sorted(by: {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }) {
      let range = entry.range
      guard range.lowerBound >= covered || range.isEmpty else {
        throw .layout(reason: "tensor \"\(entry.name)\" overlaps another")
      }
      guard range.lowerBound <= covered else {
        throw .layout(reason: "bytes \(covered) to \(range.lowerBound) belong to no tensor")
      }
      covered = max(covered, range.upperBound)
    }
    guard covered == byteCount else {
      throw .layout(reason: "\(byteCount - covered) bytes at the end belong to no tensor")
    }
  }

  /// The file's bytes; the same tensors and metadata always give the same bytes.
  public func encoded() -> Data {
    var header: [String: Any] = [:]
    if !metadata.isEmpty { header["__metadata__"] = metadata }
    var offset = 0
    let names = tensors.keys.sorted()
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = offset + tensor.values.count * 4
      header[name] = ["dtype": "F32", "shape": tensor.shape, "data_offsets": [offset, end]] as [String: Any]
      offset = end
    }
    // Texts, numbers and arrays of them always make valid JSON.
    var json =
      (try? JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]))
      ?? Data("{}".utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    var result = Data()
    result.reserveCapacity(8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { result.append(contentsOf: $0) }
    result.append(json)
    for name in names {
      guard let tensor = tensors[name] else { continue }
      result.append(UnsafeRawBufferPointer(UnsafeBufferPointer(tensor.values.elements)).data)
    }
    return result
  }
}

extension UnsafeRawBufferPointer {
  /// A copy of the bytes.
  fileprivate var data: Data { baseAddress.map { Data(bytes: $0, count: count) } ?? Data() }
}
