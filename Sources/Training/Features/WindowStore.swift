import Buffers
import DSP
import Foundation
import Recognition

/// Features of every clip and its copies for a recipe whose input is a window, computed once and kept in memory.
public struct WindowStore: Sendable {
  /// What was computed.
  public let input: WindowInput
  /// Copies of every clip, the clip itself included, which comes first.
  public let copyCount: Int
  private let features: [String: [WindowFeatures]]

  /// The clip at `path` and its copies; nil for a clip that was not asked for.
  public subscript(path: String) -> [WindowFeatures]? { features[path] }

  /// Sounds that copies are mixed with, at the input's rate.
  public struct Backgrounds: Sendable {
    /// Recorded noises.
    public var noises: [[Float]]
    /// Room responses.
    public var rooms: [[Float]]

    /// Gathers recordings.
    public init(noises: [[Float]] = [], rooms: [[Float]] = []) {
      self.noises = noises
      self.rooms = rooms
    }
  }

  /// Decodes and analyzes `paths` on `threadCount` threads as `recipe` wants it.
  ///
  /// - Parameter cache: where features are looked for and kept; nil to compute everything.
  /// - Parameter isKept: asked of a path whose samples were taken, whether the cache may keep what came of them.
  /// - Parameter samples: mono samples of a path at a rate; by default those of the file.
  /// - Parameter progress: called once a clip, from any thread.
  /// - Errors: `recipe` where the input is no window; the first clip that cannot be read, in the order of `paths`.
  public init(
    paths: [String], recipe: Recipe, backgrounds: Backgrounds = Backgrounds(), threadCount: Int,
    cache: FeatureCache? = nil, isKept: @escaping @Sendable (String) -> Bool = { _ in true },
    samples: @escaping @Sendable (String, Int) throws(TrainingError) -> [Float] = {
      (path, rate) throws(TrainingError) in try ClipDecoder.samples(path: path, sampleRate: rate)
    }, progress: @escaping @Sendable () -> Void = {}
  ) throws(TrainingError) {
    guard let input = recipe.input.window else {
      throw .recipe(path: recipe.name, place: "input", reason: "is no window")
    }
    let analysis = ClipAnalysis(input, recipe: recipe, backgrounds: backgrounds)
    let settings = try cache.map { _ throws(TrainingError) in try analysis.settings() }
    let found = try ConcurrentMap.results(count: paths.count, threadCount: threadCount) {
      index throws(TrainingError) in
      defer { progress() }
      let path = paths[index]
      return try FeatureCache.features(
        in: cache, of: path, settings: settings.map { analysis.settings($0, of: path) }, isKept: isKept
      ) {
        () throws(TrainingError) in
        try analysis.features(of: samples(path, input.sampleRate), path: path)
      }
    }
    self.input = input
    copyCount = recipe.copies.copies.count + 1
    features = Dictionary(zip(paths, found)) { first, _ in first }
  }

  /// The clips of both stores; those of `other` count where both have a path.
  public func merging(_ other: WindowStore) -> WindowStore {
    WindowStore(
      input: input, copyCount: copyCount, features: features.merging(other.features) { $1 })
  }

  private init(input: WindowInput, copyCount: Int, features: [String: [WindowFeatures]]) {
    self.input = input
    self.copyCount = copyCount
    self.features = features
  }
}

/// From the samples of a clip to the features of it and its copies.
private struct ClipAnalysis: Sendable {
  private let input: WindowInput
  private let frontEnd: FrontEndOptions
  private let copies: [SampleAugmentation.Copy]
  private let augmenter: SampleAugmenter
  private let spans: SpeechSpans

  init(_ input: WindowInput, recipe: Recipe, backgrounds: WindowStore.Backgrounds) {
    self.input = input
    frontEnd = recipe.frontEnd
    copies = recipe.copies.copies
    augmenter = SampleAugmenter(
      sampleRate: input.sampleRate, noises: backgrounds.noises, rooms: backgrounds.rooms)
    spans = SpeechSpans(input, frontEnd: frontEnd, utterances: UtteranceOptions())
  }

  /// Everything the features depend on besides the clip, for the cache.
  func settings() throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    func text(_ value: some Encodable) throws(TrainingError) -> String {
      do {
        return String(decoding: try encoder.encode(value), as: UTF8.self)
      } catch {
        throw .recipe(path: "", place: "input", reason: "\(error)")
      }
    }
    var hash = ContentHash()
    if copies.contains(where: \.isDrawn) {
      for sound in augmenter.noises + augmenter.rooms {
        sound.withUnsafeBytes { hash.add($0) }
        hash.add("|")
      }
    }
    let parts = [
      "window-2", try text(input), try text(frontEnd), try text(UtteranceOptions()), try text(copies),
      hash.text,
    ]
    return parts.joined(separator: "\n")
  }

  /// The same for one clip: what is mixed in is drawn by the file's name.
  func settings(_ settings: String, of path: String) -> String {
    copies.contains(where: \.isDrawn) ? "\(settings)\n\(Self.name(path))" : settings
  }

  func features(of samples: [Float], path: String) throws(TrainingError) -> [WindowFeatures] {
    guard !samples.isEmpty else { throw .undecodable(path: path, reason: "holds no samples") }
    let stretch = try stretch(of: samples, path: path)
    var result = [try features(of: stretch, path)]
    for (index, copy) in copies.enumerated() {
      var random = SeededGenerator(seed: 7, stream: ContentHash.number(of: Self.name(path)), UInt64(index))
      result.append(try features(of: augmenter.apply(copy, to: stretch, &random), path))
    }
    return result
  }

  /// Folders may move.
  private static func name(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// What the recogniser would judge: from the first utterance to the last, or all where the gate stays closed.
  private func stretch(of samples: [Float], path: String) throws(TrainingError) -> [Float] {
    guard input.span == .utterance else { return samples }
    do throws(RecognitionError) {
      let ranges = try spans.ranges(in: samples)
      guard let first = ranges.first, let last = ranges.last else { return samples }
      return Array(samples[first.lowerBound..<last.upperBound])
    } catch {
      throw .undecodable(path: path, reason: "\(error)")
    }
  }

  private func features(of samples: [Float], _ path: String) throws(TrainingError) -> WindowFeatures {
    do {
      return try samples.withUnsafeBufferPointer { samples throws(DSPError) in
        try input.features(of: samples)
      }
    } catch {
      throw .undecodable(path: path, reason: "\(error)")
    }
  }
}
