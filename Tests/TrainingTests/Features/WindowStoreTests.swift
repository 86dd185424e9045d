import Foundation
import Recognition
import Testing

@testable import Training

@Suite("Features of windows")
struct WindowStoreTests {
  private func recipe(
    _ input: String, bins: Int, augmentation: String = "{}", epochCount: Int = 3, options: String = ""
  ) throws -> Recipe {
    let text = """
      {"name": "toy", "labels": ["low", "middle", "high"], "input": \(input),
       "network": {"input": {"bins": \(bins), "channels": 1},
         "layers": [{"type": "lstm", "units": 12, "returns": "last"}, {"type": "dense", "units": 3}]},
       "training": {"epochCount": \(epochCount), "batchSize": 6, "learningRate": 2e-2\(options)},
       "augmentation": \(augmentation)}
      """
    return try JSONDecoder().decode(Recipe.self, from: Data(text.utf8))
  }

  private static let mfcc =
    #"{"kind": "mfcc", "sampleRate": 16000, "fftSize": 512, "hopLength": 320, "melCount": 24, "coefficientCount": 12}"#
  private static let copies = #"{"copies": [{"noiseRatio": 20}, {"gain": -6, "pitch": 2}]}"#

  private func bits(_ store: WindowStore, _ clips: [LabeledClip]) -> [[UInt32]] {
    clips.flatMap { store[$0.clip.path] ?? [] }.map { $0.values.copied().map(\.bitPattern) }
  }

  @Test("cached are as computed, bit for bit, copies included, whatever the number of threads")
  func cached() throws {
    let toy = try ToyTraining(clipCount: 8)
    let recipe = try recipe(Self.mfcc, bins: 12, augmentation: Self.copies)
    let cache = FeatureCache(folder: toy.folder.path + "/cache")
    let paths = toy.train.map(\.clip.path)
    func store(_ cache: FeatureCache?, threadCount: Int = 1) throws -> [[UInt32]] {
      bits(
        try WindowStore(paths: paths, recipe: recipe, threadCount: threadCount, cache: cache), toy.train)
    }
    let fresh = try store(nil)
    #expect(fresh.count == 3 * toy.train.count)
    #expect(try store(cache, threadCount: 2) == fresh)
    #expect(try store(cache) == fresh)
    for file in try FileManager.default.subpathsOfDirectory(atPath: cache.folder) where file.count > 10 {
      try Data("rubbish".utf8).write(to: URL(fileURLWithPath: "\(cache.folder)/\(file)"))
    }
    #expect(try store(cache) == fresh)
  }

  @Test("the same recording under two names has noises of its own, cached or not")
  func namesakes() throws {
    let toy = try ToyTraining(clipCount: 4)
    let first = toy.train[0].clip.path
    let second = toy.folder.path + "/namesake.wav"
    try FileManager.default.copyItem(atPath: first, toPath: second)
    let recipe = try recipe(Self.mfcc, bins: 12, augmentation: Self.copies)
    func store(_ cache: FeatureCache?) throws -> [[[Float]]] {
      let store = try WindowStore(paths: [first, second], recipe: recipe, threadCount: 1, cache: cache)
      return [first, second].map { store[$0]?.map { $0.values.copied() } ?? [] }
    }
    let fresh = try store(nil)
    #expect(fresh[0][0] == fresh[1][0] && fresh[0][1] != fresh[1][1])
    let cache = FeatureCache(folder: toy.folder.path + "/cache")
    #expect(try store(cache) == fresh)
    #expect(try store(cache) == fresh)
  }

  @Test("the utterance is what lies between the silences, a clip is the whole file")
  func spans() throws {
    let toy = try ToyTraining(clipCount: 4)
    func steps(_ span: String) throws -> Int {
      let input = Self.mfcc.dropLast() + #", "span": "\#(span)"}"#
      let store = try WindowStore(
        paths: [toy.train[0].clip.path], recipe: recipe(String(input), bins: 12), threadCount: 1)
      return try #require(store[toy.train[0].clip.path]?.first).stepCount
    }
    #expect(try steps("clip") == 9600 / 320 + 1)
    let utterance = try steps("utterance")
    #expect(utterance >= 19 && utterance < 30)
  }

  @Test("all copies are learnt from, or one drawn anew", arguments: ["all", "one"])
  func uses(use: String) throws {
    let toy = try ToyTraining(clipCount: 16)
    let recipe = try recipe(
      Self.mfcc, bins: 12, augmentation: Self.copies.dropLast() + #", "use": "\#(use)"}"#)
    let store = try WindowStore(paths: toy.train.map(\.clip.path), recipe: recipe, threadCount: 1)
    let trainer = try Trainer(
      recipe: recipe, train: toy.train, validation: [], store: toy.store, windows: store, seed: 1,
      threadCount: 1)
    let count = trainer.builder.batches(epoch: 0).joined().count
    #expect(count == (use == "all" ? 36 : 12))
  }

  @Test("the same seed gives the same weights, whatever the number of threads, and after a break")
  func reproducible() throws {
    let toy = try ToyTraining(clipCount: 16)
    let recipe = try recipe(
      Self.mfcc, bins: 12, augmentation: #"{"copies": [{"noiseRatio": 10}], "use": "one"}"#)
    let store = try WindowStore(
      paths: (toy.train + toy.validation).map(\.clip.path), recipe: recipe, threadCount: 1)
    func trainer(_ threadCount: Int, seed: UInt64 = 1) throws -> Trainer {
      try Trainer(
        recipe: recipe, train: toy.train, validation: toy.validation, store: toy.store, windows: store,
        seed: seed, threadCount: threadCount)
    }
    let unbroken = try trainer(1)
    try unbroken.train()
    let first = try trainer(2)
    try first.train(epochs: 1)
    let second = try trainer(2)
    try second.restore(first.checkpoint(), path: "x")
    try second.train()
    #expect(try second.stateBytes() == unbroken.stateBytes())
    let other = try trainer(1, seed: 2)
    try other.train()
    #expect(try other.stateBytes() != unbroken.stateBytes())
  }

  @Test("a network learns tones apart, and the recogniser hears them as the training does")
  func learns() throws {
    let toy = try ToyTraining(clipCount: 40)
    let recipe = try recipe(
      Self.mfcc, bins: 12, epochCount: 12, options: #", "loss": "binaryCrossEntropy", "labelSmoothing": 0"#)
    let clips = toy.train + toy.validation
    let store = try WindowStore(paths: clips.map(\.clip.path), recipe: recipe, threadCount: 2)
    let trainer = try Trainer(
      recipe: recipe, train: toy.train, validation: toy.validation, store: toy.store, windows: store,
      seed: 1, threadCount: 2)
    try trainer.train()
    #expect(try #require(trainer.history.last?.validationAccuracy) >= 0.9)
    let predictions = try RecognizerScorer.predictions(
      of: toy.model(recipe, trainer), on: toy.validation, threadCount: 2)
    let right = predictions.count { prediction in
      guard let values = prediction.probabilities else { return false }
      return values.indices.max { values[$0] < values[$1] } == prediction.truthIndex
    }
    #expect(Double(right) / Double(predictions.count) >= 0.9)
  }

  @Test("a clip that cannot be read is named")
  func unreadable() throws {
    let recipe = try recipe(Self.mfcc, bins: 12)
    #expect(throws: TrainingError.self) {
      try WindowStore(paths: ["/nowhere/a.wav"], recipe: recipe, threadCount: 1)
    }
  }
}
