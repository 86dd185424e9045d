import DSP
import Testing

@Suite("Features written to files")
struct FeatureFileTests {
  private let matrix = FeatureMatrix(
    rowCount: 2, columnNames: ["a", "b", "c"], values: [1, -0.1, 1e-20, 3.4e38, 0, 16_777_216])

  @Test("come back from a NumPy file as they were")
  func numpy() throws {
    let bytes = NumPyFile.write(matrix)
    let read = try Matrix(npy: bytes)
    #expect(read.shape == [2, 3])
    #expect(read.values == matrix.values)
  }

  @Test("begin on a multiple of 64 bytes in a NumPy file", arguments: [0, 1, 999_999, 1_000_000])
  func alignment(_ rowCount: Int) {
    let matrix = FeatureMatrix(
      rowCount: rowCount, columnNames: ["x"], values: Array(repeating: 1, count: rowCount))
    let bytes = NumPyFile.write(matrix)
    let headerEnd = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    #expect(headerEnd % 64 == 0)
    #expect(bytes[headerEnd - 1] == UInt8(ascii: "\n"))
    #expect(bytes.count == headerEnd + 4 * rowCount)
  }

  @Test("are the bytes NumPy itself writes")
  func bytes() throws {
    let reference = try Fixture.matrix("contrast-22050.npy")
    let names = (0..<reference.shape[1]).map { "\($0)" }
    let matrix = FeatureMatrix(rowCount: reference.shape[0], columnNames: names, values: reference.values)
    #expect(NumPyFile.write(matrix) == (try Fixture.bytes("contrast-22050.npy")))
  }

  @Test("have a header and the shortest decimals in CSV")
  func csv() {
    #expect(matrix.csv() == "a,b,c\n1.0,-0.1,1e-20\n3.4e+38,0.0,16777216.0\n")
  }
}
