import Testing

@testable import Training

/// What `test` has in common with `train`.
private func leaks(
  train: [Clip], test: [Clip],
  _ samples: @escaping @Sendable (Clip) throws(TrainingError) -> [Float] = {
    (clip) throws(TrainingError) in
    try ClipDecoder.samples(path: clip.path, sampleRate: ContentMatches.sampleRate)
  }
) throws -> LeakReport {
  func labeled(_ clips: [Clip]) -> [LabeledClip] { clips.map { LabeledClip(clip: $0, labelIndex: 0) } }
  let fold = Fold(
    name: "f", train: labeled(train), validation: [], test: labeled(test), validationSharesSpeakers: false)
  return try ContentMatches(train + test, threadCount: 2, samples: samples).report(of: fold)
}

@Suite struct LeakTests {
  private func clip(_ name: String, speaker: String? = nil, sentence: String? = nil) -> Clip {
    Clip(path: name, corpus: "c", speaker: speaker, emotion: "sad", sentence: sentence)
  }

  /// Noise in bursts, different for each seed.
  private func noise(seed: UInt64, count: Int = 32_000) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    var smooth: Float = 0
    return (0..<count).map { index in
      smooth += 0.4 * (Float(generator.nextNormal()) - smooth)
      return smooth * (index / 3000 % 3 == 0 ? 0.02 : 0.3)
    }
  }

  @Test("a copy is found when it is renamed, trimmed at both ends and quieter; other audio is not")
  func copies() throws {
    let report = try leaks(train: (0..<20).map { clip("\($0)") }, test: [clip("copy"), clip("other")]) {
      (clip) throws(TrainingError) in
      switch clip.path {
      case "copy": self.noise(seed: 1).dropFirst(800).dropLast(800).map { $0 * 0.1 }
      case "other": self.noise(seed: 90)
      default: self.noise(seed: UInt64(clip.path) ?? 0)
      }
    }
    #expect(report.copies.map { [$0.testPath, $0.trainPath] } == [["copy", "1"]])
    #expect(report.copiedTestClipCount == 1 && report.testClipCount == 2 && report.hasLeaks)
    #expect(abs((report.copies.first?.match.offset ?? 0) - 0.05) < 0.009)
    #expect(report.lines.first?.hasPrefix("1 of 2 test clips (50.0 %)") == true)
  }

  @Test("speakers and sentences on both sides are counted")
  func sharedSpeakers() throws {
    let train = [clip("1", speaker: "a", sentence: "x"), clip("2", speaker: "b", sentence: "y")]
    let test = [clip("3", speaker: "b", sentence: "x"), clip("4", speaker: "c", sentence: "z")]
    let report = try leaks(train: train, test: test) { (clip) throws(TrainingError) in
      self.noise(seed: UInt64(clip.path) ?? 0)
    }
    #expect(report.sharedSpeakers == ["b"] && report.sharedSentences == ["x"])
    #expect(report.copies.isEmpty && report.hasLeaks)
    #expect(
      report.lines == [
        "No test clip's recording is in the training clips.",
        "1 of the test clips' 2 speakers are also in the training clips.",
        "1 of the test clips' 2 sentences are also in the training clips.",
      ])
  }

  @Test("silence, a click, no samples and samples that are no numbers are not compared and not matched")
  func degenerate() throws {
    let report = try leaks(
      train: ["s", "e", "n", "c"].map { clip($0) }, test: ["s2", "e2", "n2"].map { clip($0) }
    ) { (clip) throws(TrainingError) in
      switch clip.path.prefix(1) {
      case "s": [Float](repeating: 0, count: 16_000)
      case "e": []
      case "n": [Float](repeating: .nan, count: 16_000)
      default: [0.5] + [Float](repeating: 0, count: 1_000)
      }
    }
    #expect(report.copies.isEmpty && report.incomparableClipCount == 7)
  }
}

@Suite(.enabled(if: TestAudio.isThere, TestAudio.reason)) struct CorpusLeakTests {
  private func groups(of clips: [Clip]) throws -> [[String]] {
    try ContentMatches(
      clips, threadCount: 2,
      samples: { (clip) throws(TrainingError) in
        try ClipDecoder.samples(path: clip.path, sampleRate: ContentMatches.sampleRate)
      }
    ).groups
  }

  @Test("RAVDESS: no false alarm among 240 clips of same speakers and sentences, and the known pair is found")
  func ravdess() throws {
    let clips = try TestCorpora.loaded().clips.filter {
      ["ravdess-05", "ravdess-06", "ravdess-07", "ravdess-08"].contains($0.speaker)
    }
    #expect(clips.count == 240)
    let groups = try groups(of: clips)
    #expect(
      groups.map { $0.map { FilePath($0).stem } } == [["03-01-03-01-02-01-07", "03-01-03-01-02-02-07"]])
  }

  @Test("TESS: words after the same carrier phrase, by the same speaker in the same emotion, are told apart")
  func tess() throws {
    let clips = try TestCorpora.loaded().clips.filter { $0.speaker == "tess-OAF" && $0.emotion == "angry" }
    #expect(clips.count == 199)
    #expect(try groups(of: Array(clips.prefix(100))).isEmpty)
  }

  @Test(
    "a renamed copy at another rate, trimmed by 50 ms at both ends and quieter, is found",
    arguments: [
      ("ravdess/Actor_03/03-01-05-02-01-01-03.flac", "22050"),
      ("ravdess/Actor_10/03-01-02-01-02-02-10.flac", "22050"),
      ("ravdess/Actor_14/03-01-04-01-01-01-14.flac", "8000"), ("tess/YAF_sad/YAF_dog_sad.flac", "44100"),
      ("emodb/11a02Fb.flac", "22050"), ("savee/JE_n15.flac", "48000"),
    ])
  func copy(name: String, rate: String) throws {
    let folder = try TemporaryFolder()
    let copy = folder.path + "/unknown.wav"
    let original = try TestCorpora.path(name)
    try TestAudio.run([original, "-b", "16", copy, "gain", "-9", "trim", "0.05", "-0.05", "rate", rate])
    let corpus = String(name.prefix { $0 != "/" })
    let neighbours = try TestCorpora.loaded().clips.filter { $0.corpus == corpus }
    let own = try #require(neighbours.first { $0.path == original })
    let train = [own] + neighbours.filter { $0.speaker == own.speaker && $0 != own }.prefix(30)
    let report = try leaks(train: train, test: [Clip(path: copy, corpus: "mine", emotion: "sad")])
    #expect(report.copies.map(\.trainPath) == [original])
  }
}
