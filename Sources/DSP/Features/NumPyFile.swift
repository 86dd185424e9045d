/// NumPy's array file, so that features can be read where the research is done.
///
/// - Source: NumPy Enhancement Proposal 1, format version 1.0
public enum NumPyFile {
  /// Bytes of a `.npy` file: little-endian float32 in C order.
  ///
  /// - Shape: `(rowCount, columnCount)`
  public static func write(_ matrix: FeatureMatrix) -> [UInt8] {
    var header =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (\(matrix.rowCount), \(matrix.columnCount)), }"
    // Magic, version and length take 10 bytes; the data begin on a multiple of 64.
    let unpadded = 10 + header.utf8.count + 1
    header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"

    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes.reserveCapacity(10 + header.utf8.count + 4 * matrix.values.count)
    bytes.append(UInt8(header.utf8.count & 0xff))
    bytes.append(UInt8(header.utf8.count >> 8))
    bytes += header.utf8
    for value in matrix.values {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    return bytes
  }
}
