import Foundation
import Network
import Recognition
import Testing

@testable import Training

@Suite("Recipes whose input is a window")
struct WindowRecipeTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("models/recipes").path

  static let systems = [
    "system-a-co-lstm", "system-b-1d", "system-b-2d", "system-c-cnn-lstm-1", "system-c-cnn-lstm-2",
    "system-c-cnn-lstm-3", "system-c-cnn-lstm-4", "system-c-cnn1", "system-c-cnn2", "system-c-cnn3",
    "system-c-cnn4", "system-c-custom", "system-d", "system-e-binary", "system-e-categorical",
  ]

  static func shipped(_ name: String) throws -> Recipe { try Recipe.load(path: "\(folder)/\(name).json") }

  /// Place and reason for which a recipe with these parts is refused.
  private func refusal(
    input: String, bins: Int = 1, layers: String = #"{"type": "lstm", "units": 2, "returns": "last"}"#,
    rest: String = ""
  ) throws -> (place: String, reason: String)? {
    let text = """
      {"name": "x", "labels": ["a", "b"], "input": \(input), \(rest)
       "network": {"input": {"bins": \(bins), "channels": 1}, "layers": [\(layers), {"type": "dense", "units": 2}]},
       "training": {}}
      """
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    do throws(TrainingError) {
      _ = try Recipe.load(path: path)
      return nil
    } catch {
      guard case .recipe(_, let place, let reason) = error else { return nil }
      return (place, reason)
    }
  }

  @Test("what cannot be is refused with its place and what was expected")
  func refused() throws {
    let kind = try #require(try refusal(input: #"{"kind": "smell"}"#))
    #expect(kind.place == "input.kind" && kind.reason.contains("clip-180"))
    #expect(try refusal(input: #"{"kind": "clip-180", "melCount": 3}"#)?.place == "input.melCount")
    #expect(try refusal(input: #"{"kind": "waveform", "seconds": 0}"#)?.place == "input.seconds")
    #expect(try refusal(input: #"{"kind": "mfcc", "layout": "vector"}"#)?.place == "input.seconds")
    #expect(try refusal(input: #"{"kind": "mfcc", "layout": "circle"}"#)?.reason.contains("means") == true)
    #expect(try refusal(input: #"{"kind": "mfcc", "offset": 1}"#)?.place == "input.offset")
    #expect(try refusal(input: #"{"kind": "mfcc", "fftSize": 1}"#)?.place == "input.fftSize")
    let width = try #require(try refusal(input: #"{"kind": "clip-full"}"#, bins: 180))
    #expect(width.place == "network.input" && width.reason.contains("189"))
  }

  @Test("a network that leaves nothing of the window is refused, and says how long it must be")
  func tooShort() throws {
    let deep = #"{"type": "maxPool", "size": [200, 1]}"#
    let short = try #require(
      try refusal(input: #"{"kind": "mfcc", "seconds": 1}"#, bins: 20, layers: deep))
    #expect(short.place == "network" && short.reason.contains("200 steps"))
    #expect(try refusal(input: #"{"kind": "mfcc", "seconds": 5}"#, bins: 20, layers: deep) == nil)
    #expect(try refusal(input: #"{"kind": "mfcc"}"#, bins: 20, layers: deep) == nil)
  }

  @Test("augmentation is that of the samples, and ranges hold")
  func augmentation() throws {
    func refusal(_ augmentation: String, input: String = #"{"kind": "clip-180"}"#, bins: Int = 180) throws
      -> (place: String, reason: String)?
    {
      try self.refusal(input: input, bins: bins, rest: #""augmentation": \#(augmentation),"#)
    }
    #expect(try refusal(#"{"speeds": [1]}"#)?.place == "augmentation.speeds")
    #expect(try refusal(#"{"copies": [{}, {"pitch": 40}]}"#)?.place == "augmentation.copies[1].pitch")
    #expect(try refusal(#"{"copies": [{"band": [3000]}]}"#)?.place == "augmentation.copies[0].band")
    let high = try #require(try refusal(#"{"copies": [{"band": [12000, 20000]}]}"#))
    #expect(high.place == "augmentation.copies[0].band" && high.reason.contains("22050 Hz end at half"))
    #expect(try refusal(#"{"copies": [{"band": [300, 20000]}]}"#) == nil)
    #expect(try refusal(#"{"copies": [{"noise": "pink"}]}"#)?.reason.contains("recorded") == true)
    #expect(try refusal(#"{"copies": [{"noiseRatio": 20}], "use": "one"}"#) == nil)
    let live = try refusal(#"{"copies": []}"#, input: #"{"kind": "live-log-mel"}"#, bins: 64)
    #expect(live?.place == "augmentation.copies")
  }

  @Test("a network on live rows that looks ahead is a recipe, and says that it does not stream")
  func looksAhead() throws {
    let layers = #"{"type": "convolution", "filters": 2, "kernel": [3, 64], "padding": "valid"}"#
    #expect(try refusal(input: #"{"kind": "live-log-mel"}"#, bins: 64, layers: layers) == nil)
    #expect(try Self.shipped("default").isStreaming)
    #expect(try !Self.shipped("system-d").isStreaming)
  }

  @Test(
    "a recipe that was written is read as it was; the live input is not written",
    arguments: ["actors", "default", "system-b-2d"])
  func roundTrip(name: String) throws {
    let recipe = try Self.shipped(name)
    let data = try JSONEncoder().encode(recipe)
    #expect(try JSONDecoder().decode(Recipe.self, from: data) == recipe)
    #expect(String(decoding: data, as: UTF8.self).contains(#""input":{"#))
    let top = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect((top["input"] == nil) == (name != "system-b-2d"))
  }

  @Test("the systems' networks have the sizes that were published")
  func sizes() throws {
    func counts(_ name: String, change: (inout Recipe) -> Void = { _ in }) throws -> (trained: Int, all: Int)
    {
      var recipe = try Self.shipped(name)
      change(&recipe)
      let network = try LayeredNetwork(recipe.network, seed: 1)
      return (network.parameterCount, network.parameterCount + network.statisticCount)
    }
    let d = try counts("system-d")
    #expect(d.all == 471_431 && d.all - d.trained == 896)
    let custom = try counts("system-c-custom") { recipe in
      recipe.network.layers[recipe.network.layers.count - 1] = .dense(units: 8)
    }
    #expect(custom.all == 758_024)
  }

  @Test("every shipped recipe is tested here")
  func complete() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
      .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }
    #expect(Set(names) == Set(Self.systems + ["actors", "default"]))
  }

  @Test("trains an epoch and gives a model that hears", arguments: systems)
  func trains(name: String) throws {
    var recipe = try Self.shipped(name)
    recipe.training.epochCount = 1
    recipe.training.batchSize = 2
    recipe.copies = SampleAugmentation()
    var input = try #require(recipe.input.window)
    if input.kind == .waveform { input.longestSeconds = 0.5 }
    input.updateSeconds = 5
    recipe.input = .window(input)
    let toy = try ToyTraining(clipCount: 4)
    func relabeled(_ clips: [LabeledClip]) -> [LabeledClip] {
      clips.map { LabeledClip(clip: $0.clip, labelIndex: $0.labelIndex * 2) }
    }
    let (train, validation) = (relabeled(Array(toy.train.prefix(2))), relabeled(toy.validation))
    let store = try WindowStore(
      paths: (train + validation).map(\.clip.path), recipe: recipe, threadCount: 2)
    let trainer = try Trainer(
      recipe: recipe, train: train, validation: validation, store: toy.store, windows: store, seed: 1,
      threadCount: 2)
    try trainer.train(epochs: 1)
    let report = try #require(trainer.history.first)
    #expect(report.loss.isFinite && report.validationLoss?.isFinite == true)
    #expect((report.binaryAccuracy != nil) == (name == "system-e-binary"))
    let whole = try trainer.wholeClipScores(on: validation, windows: store)
    #expect(whole.clipCount == validation.count && (0...1).contains(whole.binaryAccuracy))
    #expect(whole.accuracy == report.validationAccuracy && whole.uar == report.validationUAR)
    if let binary = report.validationBinaryAccuracy { #expect(whole.binaryAccuracy == binary) }
    let model = try toy.model(recipe, trainer)
    let prediction = try RecognizerScorer.predictions(of: model, on: train, threadCount: 1)
    #expect(prediction.count == 2)
    for probabilities in prediction.compactMap(\.probabilities) {
      #expect(probabilities.count == recipe.labels.count)
      #expect(abs(probabilities.reduce(0, +) - 1) < 1e-4)
    }
  }
}

extension ToyTraining {
  /// The trained network as a model, through its file.
  func model(_ recipe: Recipe, _ trainer: Trainer) throws -> EmotionModel {
    let metadata = ModelMetadata(
      name: recipe.name, labels: recipe.labels, frontEnd: recipe.frontEnd, input: recipe.input,
      standardization: trainer.standardization, head: recipe.head, network: recipe.network,
      calibration: Recognition.Calibration(), utterances: UtteranceOptions(),
      provenance: Provenance(
        recipe: recipe.name, version: "0", command: "", seed: 1, epochCount: 1, clipCounts: [:], license: ""))
    let path = folder.path + "/\(UUID().uuidString).safetensors"
    try EmotionModel.encoded(metadata: metadata, network: trainer.network).write(
      to: URL(fileURLWithPath: path))
    return try EmotionModel(path: path)
  }
}
