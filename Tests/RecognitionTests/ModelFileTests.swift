import DSP
import Foundation
import Network
import Recognition
import Testing

@Suite("Model files")
final class ModelFileTests {
  private let folder: URL
  private let metadata = TestModel.metadata()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("liveser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// The error that reading a model of `bytes` gives; nil for none.
  private func error(reading bytes: Data) throws -> RecognitionError? {
    let path = folder.appendingPathComponent("\(UUID().uuidString).safetensors").path
    try bytes.write(to: URL(fileURLWithPath: path))
    do throws(RecognitionError) {
      _ = try EmotionModel(path: path)
      return nil
    } catch {
      return error
    }
  }

  /// A sound file, with header and data apart.
  private func soundFile() throws -> ModelBytes {
    ModelBytes(try EmotionModel.encoded(metadata: metadata, network: TestModel.network(metadata)))
  }

  private func damage(_ bytes: Data) throws -> SafeTensorsError? {
    let found = try error(reading: bytes)
    guard case .damaged(_, let damage) = found else {
      Issue.record("the file gave \(String(describing: found))")
      return nil
    }
    return damage
  }

  @Test("A model that was written is read as it was, and gives the same verdicts")
  func roundTrip() throws {
    let path = folder.appendingPathComponent("model.safetensors").path
    let network = try TestModel.network(metadata)
    try EmotionModel.encoded(metadata: metadata, network: network).write(to: URL(fileURLWithPath: path))
    let model = try EmotionModel(path: path)
    #expect(model.metadata == metadata)
    let samples = Speech.signal(Speech.bursts, seconds: 9, rate: 16_000)
    let original = try Recognizer(
      model: EmotionModel(metadata: metadata, network: network), inputRate: 16_000)
    let heard = try listen(to: samples, with: Recognizer(model: model, inputRate: 16_000))
    #expect(heard.utterances.count == 3)
    #expect(heard.utterances == (try listen(to: samples, with: original)).utterances)
  }

  @Test("The same model gives the same bytes")
  func reproducible() throws {
    let network = try TestModel.network(metadata)
    let bytes = try EmotionModel.encoded(metadata: metadata, network: network)
    #expect(try EmotionModel.encoded(metadata: metadata, network: network) == bytes)
  }

  @Test("A file that is not there is named")
  func missing() {
    #expect {
      _ = try EmotionModel(path: "/nowhere/model.safetensors")
    } throws: { error in
      if case RecognitionError.unreadable(path: "/nowhere/model.safetensors", _) = error {
        true
      } else {
        false
      }
    }
  }

  @Test("A file cut short at any place is refused")
  func truncated() throws {
    let bytes = try soundFile().bytes
    #expect(try damage(Data()) == .tooShort(byteCount: 0))
    #expect(try damage(bytes.prefix(7)) == .tooShort(byteCount: 7))
    guard case .headerLength = try damage(bytes.prefix(100)) else {
      Issue.record("a header cut short was read")
      return
    }
    for count in [bytes.count / 2, bytes.count - 4, bytes.count - 1] {
      guard case .offsets = try damage(bytes.prefix(count)) else {
        Issue.record("\(count) of \(bytes.count) bytes were read")
        return
      }
    }
  }

  @Test("A header longer than the file, or than can be, is refused")
  func headerLength() throws {
    var bytes = try soundFile().bytes
    for length in [UInt64(bytes.count), 1 << 32, .max] {
      bytes.replaceSubrange(0..<8, with: withUnsafeBytes(of: length.littleEndian) { Data($0) })
      #expect(try damage(bytes) == .headerLength(length, available: bytes.count - 8))
    }
  }

  @Test("A header that is no JSON object is refused")
  func header() throws {
    for text in [
      "{", "[]", "7", "{\"__metadata__\":{\"format\":1}}", "{\"layers.0.weight\":{}}", "\u{0}\u{0}",
    ] {
      let bytes = ModelBytes(header: Data(text.utf8), data: Data()).bytes
      guard case .header = try damage(bytes) else {
        Issue.record("\(text) was taken for a header")
        continue
      }
    }
  }

  @Test("Tensors of another type, of impossible shapes and with wrong offsets are refused")
  func tensors() throws {
    let name = "layers.0.weight"
    let file = try soundFile()
    #expect(
      try damage(file.changing(name) { $0["dtype"] = "F16" }.bytes) == .elementType(name: name, type: "F16"))
    for shape: [Any] in [[-1], [1 << 40, 1 << 40], [1.5], [1e300], [Int.max, 2]] {
      #expect(try damage(file.changing(name) { $0["shape"] = shape }.bytes) == .shape(name: name))
    }
    for offsets: [Any] in [[8, 4], [-4, 0], [0, 1 << 60], [0, 2], [0.5, 4]] {
      #expect(try damage(file.changing(name) { $0["data_offsets"] = offsets }.bytes) == .offsets(name: name))
    }
  }

  @Test("Bytes that two tensors share or that belong to none are refused")
  func layout() throws {
    let file = try soundFile()
    var longer = file
    longer.data.append(contentsOf: [0, 0, 0, 0])
    var hole = longer
    try hole.moveTensorsAtEnd(by: 4)
    var overlap = file
    try overlap.moveTensorsAtEnd(by: -4)
    for damaged in [longer, hole, overlap] {
      guard case .layout = try damage(damaged.bytes) else {
        Issue.record("a wrong layout was read")
        continue
      }
    }
  }

  @Test("Tensors that are missing, too many, misshapen or not numbers are named")
  func network() throws {
    func error(_ change: (inout [String: SafeTensors.Tensor]) -> Void) throws -> NetworkError? {
      var file = try SafeTensors(bytes: soundFile().bytes)
      change(&file.tensors)
      guard case .network(_, let error) = try self.error(reading: file.encoded()) else { return nil }
      return error
    }
    let name = "layers.0.weight"
    #expect(try error { $0[name] = nil } == .missingTensor(name: name))
    #expect(try error { $0["extra"] = $0[name] } == .unexpectedTensor(name: "extra"))
    let shape = try #require(SafeTensors(bytes: soundFile().bytes).tensors[name]).shape
    #expect(
      try error { $0[name]?.shape = [shape.reduce(1, *)] }
        == .tensorShape(name: name, expected: shape, found: [shape.reduce(1, *)]))
    for value in [Float.nan, .infinity, -.infinity] {
      #expect(try error { $0[name]?.values[3] = value } == .nonFiniteTensor(name: name))
    }
  }

  @Test(
    "Metadata that is missing or makes no sense is named",
    arguments: [
      ("format", nil), ("format", "liveser-model-99"), ("name", nil), ("labels", nil), ("labels", "{}"),
      ("labels", "[\"a\",\"a\",\"b\",\"c\"]"), ("labels", "[\"a\"]"), ("labels", "[\"a\",\"b\",\"c\"]"),
      ("labels", "[\"a\",\"b\",\"c\",\"\\u001b[2J\"]"), ("labels", "[\"a\",\"b\",\"c\",\"\"]"),
      ("labels", "[\"a\",\"b\",\"c\",\"\\u202ed\"]"), ("name", ""), ("name", "\u{1b}]0;x\u{7}"),
      ("name", String(repeating: "n", count: 101)),
      ("frontEnd", "{}"),
      ("network", "{\"input\":{\"bins\":64,\"channels\":1},\"layers\":[{\"type\":\"magic\"}]}"),
      ("calibration", "{\"temperature\":0,\"unsureThreshold\":0.3}"),
      ("calibration", "{\"temperature\":1,\"unsureThreshold\":7}"), ("utterances", nil), ("provenance", "7"),
    ] as [(String, String?)])
  func metadata(key: String, value: String?) throws {
    var file = try SafeTensors(bytes: soundFile().bytes)
    file.metadata[key] = value
    let found = try error(reading: file.encoded())
    guard case .metadata(_, key, _) = found else {
      Issue.record("\(key) = \(value ?? "nothing") gave \(String(describing: found))")
      return
    }
  }

  @Test("A front end that gives something else than the network takes is refused")
  func frontEnd() throws {
    var metadata = metadata
    metadata.frontEnd.logMel.melCount = 40
    let bytes = try EmotionModel.encoded(metadata: metadata, network: TestModel.network(self.metadata))
    guard case .metadata(_, "network", _) = try error(reading: bytes) else {
      Issue.record("40 mel bins went into 64")
      return
    }
  }

  @Test("No damage of a single byte of the header ends the program")
  func anyByte() throws {
    let file = try soundFile()
    for index in stride(from: 0, to: file.header.count + 8, by: 7) {
      var bytes = file.bytes
      bytes[index] ^= 0x15
      _ = try? SafeTensors(bytes: bytes)
    }
  }
}
