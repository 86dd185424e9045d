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

@Suite("Window inputs")
struct WindowInputTests {
  @Test("What was written is read as it was", arguments: WindowInput.Kind.allCases)
  func roundTrip(kind: WindowInput.Kind) throws {
    var input = WindowInput(kind)
    input.seconds = 2
    input.span = .clip
    input.offset = 0.5
    if kind == .mfcc { input.mfcc.derivativeCount = 2 }
    if kind.hasFrames { input.melSpectrogram.highestFrequency = 8000 }
    let data = try JSONEncoder().encode(ModelInput.window(input))
    #expect(try JSONDecoder().decode(ModelInput.self, from: data) == .window(input))
  }

  @Test("The width and steps that are told are those that come", arguments: WindowInput.Layout.allCases)
  func shape(layout: WindowInput.Layout) throws {
    var input = WindowModel.mfcc
    input.seconds = 0.7
    input.layout = layout
    input.mfcc.derivativeCount = 1
    for count in [1, 100, 11_200, 30_000] {
      let samples = Speech.noise(count: count, amplitude: 0.1, seed: 2)
      let features = try samples.withUnsafeBufferPointer { try input.features(of: $0) }
      #expect(features.stepCount == input.fixedStepCount)
      #expect(features.width == input.width)
      #expect(features.values.copied().allSatisfy { $0.isFinite })
    }
  }

  @Test("A vector holds feature after feature over time, and means are the columns' means")
  func layouts() throws {
    var input = WindowModel.mfcc
    input.seconds = 0.5
    let samples = Speech.noise(count: 8000, amplitude: 0.1, seed: 2)
    func values(_ layout: WindowInput.Layout) throws -> [Float] {
      input.layout = layout
      return try samples.withUnsafeBufferPointer { try input.features(of: $0) }.values.copied()
    }
    let (frames, vector, means) = (try values(.frames), try values(.vector), try values(.means))
    let rowCount = frames.count / 12
    #expect(rowCount == 26)
    for column in 0..<12 {
      let column = (index: column, values: (0..<rowCount).map { frames[$0 * 12 + column] })
      #expect(Array(vector[(column.index * rowCount)..<((column.index + 1) * rowCount)]) == column.values)
      #expect(abs(means[column.index] - column.values.reduce(0, +) / Float(rowCount)) < 1e-3)
    }
  }

  @Test("A clip is cut at its beginning and an utterance at its end; what is short is filled up with silence")
  func cut() {
    var input = WindowInput(.waveform)
    input.sampleRate = 4000
    input.seconds = 1
    let samples = (0..<6000).map { Float($0) }
    func cut(_ samples: [Float]) -> [Float] { samples.withUnsafeBufferPointer { input.cut($0) } }
    #expect(cut(samples) == Array(samples[2000...]))
    input.span = .clip
    input.offset = 0.25
    #expect(cut(samples) == Array(samples[1000..<5000]))
    #expect(cut([1, 2]) == [Float](repeating: 0, count: 4000))
    input.offset = 0
    #expect(cut([1, 2]) == [1, 2] + [Float](repeating: 0, count: 3998))
  }

  @Test("Standardised features have mean 0 and deviation 1; what never changes stays 0")
  func standardization() {
    let clips = [[1, 5, 2, 5], [3, 5], [6, 5]].map { values in
      WindowFeatures(values: AlignedBuffer(values.map(Float.init)), stepCount: values.count / 2)
    }
    let standardization = Standardization(measuring: clips)
    #expect(standardization.mean == [3, 5])
    #expect(abs(standardization.deviation[0] - Float(3.5).squareRoot()) < 1e-6)
    #expect(standardization.deviation[1] == 1)
    var output: [Float] = [0, 0]
    standardization.apply(to: [3, 5], stepCount: 1, into: &output)
    #expect(output == [0, 0])
  }

  @Test("Sound in a band that all recordings left empty does not drown the other features")
  func emptyBand() {
    // Mel powers under and over the 8 kHz at which a recording of 16 kHz ends: over it are clicks of 1e-9.
    let clips = ([[0.5, 1e-10], [2, 4e-9], [8, 1e-9]] as [[Float]]).map {
      WindowFeatures(values: AlignedBuffer($0), stepCount: 1)
    }
    let standardization = Standardization(measuring: clips)
    var output: [Float] = [0, 0]
    standardization.apply(to: [8, 0.01], stepCount: 1, into: &output)
    #expect(output[0] > 1 && abs(output[1]) < 0.1)
  }
}

@Suite("Steps of a network")
struct NetworkStepsTests {
  @Test("Counted from the description, they are those that come out")
  func counted() throws {
    let branch: [LayerDescription] = [
      .convolution(
        filters: 2, kernelSteps: 3, kernelBins: 1, strideSteps: 1, strideBins: 1, padding: .same, bias: true),
      .maxPool(steps: 3, bins: 1),
    ]
    let networks: [[LayerDescription]] = [
      [
        .convolution(
          filters: 2, kernelSteps: 5, kernelBins: 3, strideSteps: 2, strideBins: 1, padding: .valid,
          bias: true),
        .averagePool(steps: 2, bins: 2), .flatten,
      ],
      [.binsToSteps, .branches([branch, branch + branch], join: .steps)],
      [.maxPool(steps: 4, bins: 1), .lstm(units: 2, forgetBias: 1, skip: false, returns: .last)],
      [.binsToSteps, .maxPool(steps: 7, bins: 1), .meanPool],
    ]
    let context = PassContext(workers: WorkerPool(threadCount: 1), isTraining: false)
    for layers in networks {
      let description = NetworkDescription(input: RowShape(bins: 9, channels: 1), layers: layers)
      let network = try LayeredNetwork(description, seed: 1)
      for count in 1...30 {
        let counted = description.outputStepCount(forInputStepCount: count)
        #expect((counted > 0) == (count >= description.minimumStepCount))
        guard counted > 0 else { continue }
        let input = Activation()
        input.resize(sampleCount: 1, stepCount: count, width: 9)
        input.base.update(repeating: 0, count: count * 9)
        input.mask.resize(sampleCount: 1, stepCount: count)
        for step in 0..<count { input.mask[0, step] = true }
        #expect(network.forward(input, context).stepCount == counted)
      }
    }
  }
}
