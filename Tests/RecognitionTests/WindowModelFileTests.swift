import Buffers
import DSP
import Foundation
import Network
import Testing

@testable import Recognition

@Suite("Files of models that judge windows")
struct WindowModelFileTests {
  private let metadata: ModelMetadata
  private let network: LayeredNetwork

  init() throws {
    var input = WindowModel.mfcc
    input.isStandardized = true
    metadata = WindowModel.metadata(input, head: .sigmoid)
    network = try LayeredNetwork(metadata.network, seed: 4)
  }

  private func read(_ change: (inout SafeTensors) -> Void = { _ in }) throws -> EmotionModel {
    var file = try SafeTensors(bytes: EmotionModel.encoded(metadata: metadata, network: network))
    change(&file)
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("liveser-\(UUID().uuidString)")
      .path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try file.encoded().write(to: URL(fileURLWithPath: path))
    return try EmotionModel(path: path)
  }

  private func problem(_ change: (inout SafeTensors) -> Void) throws -> RecognitionError? {
    do {
      _ = try read(change)
      return nil
    } catch let error as RecognitionError {
      return error
    }
  }

  @Test("A model that was written is read as it was")
  func roundTrip() throws {
    let model = try read()
    #expect(model.metadata == metadata)
    #expect(!model.isStreaming)
    #expect(model.sampleRate == 16_000)
  }

  @Test("Sizes that are beyond counting are refused, and nothing is made of them")
  func beyondCounting() throws {
    var metadata = metadata
    var samples = WindowInput(.waveform)
    (samples.seconds, samples.isStandardized) = (0.5, false)
    metadata.input = .window(samples)
    let none = [[LayerDescription]](repeating: [], count: 4096)
    metadata.network.layers = (0..<6).map { _ in .branches(none, join: .steps) } + [.dense(units: 4)]
    metadata.network.input = metadata.input.shape(metadata.frontEnd)
    let encoder = JSONEncoder()
    let texts = [
      "network": String(decoding: try encoder.encode(metadata.network), as: UTF8.self),
      "input": String(decoding: try encoder.encode(metadata.input), as: UTF8.self),
    ]
    guard case .network = try problem({ $0.metadata.merge(texts) { $1 } }) else {
      Issue.record("a network of 4096^6 branches is read")
      return
    }
    var wide = WindowModel.mfcc
    (wide.sampleRate, wide.longestSeconds) = (192_000, 60)
    wide.melSpectrogram.spectrum.hopLength = 11_520_000
    (wide.mfcc.derivativeCount, wide.mfcc.derivativeWidth) = (1, 255)
    do {
      try wide.validate()
      Issue.record("3 thousand million samples are made up")
    } catch {
      #expect(error.name == "derivativeWidth")
    }
  }

  @Test("A model on live rows says nothing of windows")
  func liveRows() throws {
    let live = TestModel.metadata()
    let file = try SafeTensors(
      bytes: EmotionModel.encoded(metadata: live, network: TestModel.randomNetwork(live)))
    #expect(file.metadata["input"] == nil && file.metadata["head"] == nil)
    #expect(!file.tensors.keys.contains { $0.hasPrefix("input") })
  }

  @Test("Means and deviations that are missing, of another size or not numbers are named")
  func standardization() throws {
    func error(_ change: (inout SafeTensors) -> Void) throws -> NetworkError? {
      guard case .network(_, let error) = try problem(change) else { return nil }
      return error
    }
    #expect(try error { $0.tensors["input.mean"] = nil } == .missingTensor(name: "input.mean"))
    #expect(
      try error { $0.tensors["input.mean"] = .init(shape: [1], values: AlignedBuffer(count: 1)) }
        == .tensorShape(name: "input.mean", expected: [12], found: [1]))
    #expect(
      try error { $0.tensors["input.deviation"] = .init(shape: [12], values: AlignedBuffer(count: 12)) }
        == .nonFiniteTensor(name: "input.deviation"))
  }

  @Test("An input that cannot be computed is refused with its place")
  func input() throws {
    func reason(_ text: String) throws -> String? {
      guard case .metadata(_, "input", let reason) = try problem({ $0.metadata["input"] = text }) else {
        return nil
      }
      return reason
    }
    #expect(try reason(#"{"kind": "mfcc", "sampleRate": 10}"#)?.contains("sampleRate") == true)
    #expect(try reason(#"{"kind": "mfcc", "coefficientCount": 900}"#)?.contains("coefficientCount") == true)
    #expect(try reason(#"{"kind": "smell"}"#)?.contains("waveform") == true)
    #expect(try reason(#"{"kind": "clip-full", "sampleRate": 8000}"#) != nil)
  }

  @Test("An input that would take hours or all memory to compute is refused")
  func effort() throws {
    for (text, name) in [
      (#"{"kind": "mfcc", "hopLength": 1}"#, "hopLength"),
      (#"{"kind": "mel-spectrogram", "hopLength": 16777216}"#, "hopLength"),
      (
        #"{"kind": "mfcc", "derivativeCount": 1, "derivativeWidth": 255, "hopLength": 16777216}"#, "hopLength"
      ),
      (#"{"kind": "mfcc", "fftSize": 65536, "hopLength": 30}"#, "fftSize"),
    ] {
      guard case .metadata(_, "input", let reason) = try problem({ $0.metadata["input"] = text }) else {
        Issue.record("\(text) is accepted")
        continue
      }
      #expect(reason.hasPrefix(name), "\(reason)")
    }
  }

  @Test("Pauses of hours, for which all sound since would be kept, are refused")
  func pauses() throws {
    var metadata = metadata
    metadata.frontEnd.logMel.framesPerStep = 64
    metadata.utterances.hangoverCount = 10_000
    metadata.utterances.maximumCount = 10_000
    let bytes = try EmotionModel.encoded(metadata: metadata, network: network)
    let error = #expect(throws: RecognitionError.self) { _ = try EmotionModel(bytes: bytes, path: "x") }
    guard case .metadata(_, "utterances", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "A network that gives no answer however long the sound, or needs all memory for the longest, is refused")
  func answers() throws {
    func error(_ layers: [LayerDescription], seconds: Double? = nil) throws -> NetworkError? {
      var metadata = metadata
      metadata.input = .window(
        {
          var input = WindowInput(.waveform)
          input.isStandardized = false
          input.sampleRate = 192_000
          input.seconds = seconds
          return input
        }())
      metadata.standardization = nil
      metadata.network = NetworkDescription(input: RowShape(bins: 1, channels: 1), layers: layers)
      let network = try LayeredNetwork(metadata.network, seed: 1)
      let bytes = try EmotionModel.encoded(metadata: metadata, network: network)
      do {
        _ = try EmotionModel(bytes: bytes, path: "x")
      } catch {
        guard case .network(_, let problem) = error else { throw error }
        return problem
      }
      return nil
    }
    let labels = metadata.labels.count
    guard
      case .badShape = try error(
        [.lstm(units: 64, forgetBias: 1, skip: false), .dense(units: labels)], seconds: 60)
    else {
      Issue.record("gigabytes are accepted")
      return
    }
    #expect(try error([.maxPool(steps: 4096, bins: 1), .dense(units: labels)], seconds: 1) == nil)
  }
}
