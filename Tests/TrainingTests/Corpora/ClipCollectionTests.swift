import Foundation
import Testing

@testable import Training

@Suite struct ClipCollectionTests {
  @Test("a folder is read recursively in sorted order; the rest is counted, and second copies stay out")
  func folder() throws {
    let folder = try TemporaryFolder()
    for name in [
      "b/OAF_back_angry.wav", "a/03-01-06-01-02-01-12.wav", "copy/b/OAF_back_angry.wav", "readme.txt",
      "a/hello.wav",
      "a/03-02-06-01-02-01-12.wav", ".hidden/YAF_dog_sad.wav", "__MACOSX/YAF_dog_sad.wav", "YAF_DOG_SAD.WAV",
    ] {
      try folder.write(name)
    }
    let collection = try ClipCollection.load(paths: [folder.path + "/", folder.path])
    #expect(
      collection.clips.map { $0.path.dropFirst(folder.path.count + 1) } == [
        "YAF_DOG_SAD.WAV", "a/03-01-06-01-02-01-12.wav", "b/OAF_back_angry.wav",
      ])
    #expect(
      collection.skippedCounts == [.notAudio: 1, .unrecognisedName: 1, .song: 1, .secondCopy: 1])
    #expect(collection.corpora == ["ravdess", "tess"])
    #expect(collection.emotionCounts == ["angry": 1, "fearful": 1, "sad": 1])
  }

  @Test("a folder's manifest stands for its files, at any depth, and links in a circle end")
  func nestedManifest() throws {
    let folder = try TemporaryFolder()
    try folder.write("own/x.wav")
    try folder.write("own/OAF_back_angry.wav")
    try folder.write("own/manifest.csv", "path,speaker,emotion\nx.wav,me,sad\n")
    try folder.write("tess/YAF_dog_ps.wav")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/tess/loop", withDestinationPath: folder.path)
    let collection = try ClipCollection.load(paths: [folder.path])
    #expect(collection.clips.map(\.speaker) == ["own-me", "tess-YAF"])
    #expect(collection.clips.map { LabelMap.canonical.label(of: $0) } == ["sad", "surprised"])
  }

  @Test("a missing path and a folder without clips are typed errors")
  func errors() throws {
    let folder = try TemporaryFolder()
    let text = try folder.write("note.txt")
    #expect(throws: TrainingError.pathNotFound(path: "/nowhere/at/all")) {
      try ClipCollection.load(paths: ["/nowhere/at/all"])
    }
    #expect(throws: TrainingError.noClips(paths: [folder.path], skippedFileCount: 1)) {
      try ClipCollection.load(paths: [folder.path])
    }
    #expect(throws: TrainingError.self) { try ClipCollection.load(paths: [text]) }
  }

  @Test("each path has to give something; one that was given before, or copies alone, may be told again")
  func idlePath() throws {
    let folder = try TemporaryFolder()
    try folder.write("tess/OAF_back_angry.wav")
    try folder.write("copies/oaf_back_angry.wav")
    try folder.write("noise/Dog_bark_1.wav")
    let (tess, copies, noise) = (folder.path + "/tess", folder.path + "/copies", folder.path + "/noise")
    #expect(throws: TrainingError.noClips(paths: [noise], skippedFileCount: 1)) {
      try ClipCollection.load(paths: [tess, noise])
    }
    #expect(try ClipCollection.load(paths: [tess, tess, tess + "/", copies]).clips.count == 1)
    try folder.write("noise/manifest.csv", "path,corpus,speaker,emotion\nDog_bark_1.wav,noise,,\n")
    #expect(try ClipCollection.load(paths: [tess, noise]).noise.count == 1)
  }

  @Test("the corpora load whole", .enabled(if: TestCorpora.isThere, TestCorpora.reason))
  func corpora() throws {
    let collection = try TestCorpora.loaded()
    #expect(collection.clips.count == 4766)
    #expect(
      collection.noise.count == 120 && collection.rooms.count == 18 && collection.unlabelled.count == 50)
    #expect(collection.corpora == ["emodb", "ravdess", "savee", "tess"])
    #expect(collection.speakers.count == 8 + 20 + 3 + 2)
    #expect(collection.clips.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
    #expect(collection.emotionCounts["calm"] == 160)
  }
}

@Suite struct LabelMapTests {
  private func clip(_ emotion: String?, _ gender: Gender? = nil) -> Clip {
    Clip(path: "\(emotion ?? "-")\(gender?.rawValue ?? "")", corpus: "c", gender: gender, emotion: emotion)
  }

  @Test("canonical labels stand in their order, and every corpus's words lead to them")
  func synonyms() {
    #expect(
      LabelMap.canonical.labels == [
        "neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised",
      ])
    let words = [
      "Fear", "fearful", "anxiety/fear", "ps", "Pleasant_Surprise", "surprise", "HAPPINESS", "sadness",
      "anger", "ANG",
    ]
    #expect(
      words.map(Emotion.normalized) == [
        "fearful", "fearful", "fearful", "surprised", "surprised", "surprised", "happy", "sad", "angry",
        "angry",
      ])
  }

  @Test("boredom is dropped, or takes neutral's place when told to")
  func boredom() {
    #expect(LabelMap.canonical.index(of: clip("boredom")) == nil)
    #expect(LabelMap.canonical.droppedCounts([clip("boredom"), clip("sad")]) == ["boredom": 1])
    let map = LabelMap(labels: Emotion.canonical, replacements: ["boredom": "neutral"])
    #expect(map.label(of: clip("bored")) == "neutral")
    #expect(LabelMap.emodb.label(of: clip("bored")) == "boredom")
    #expect(LabelMap.withoutCalm.index(of: clip("calm")) == nil)
  }

  @Test("gender-emotion labels need a gender")
  func genders() {
    let map = LabelMap(labels: ["male_angry", "female_angry", "male_fearful", "female_fearful"])
    #expect(map.label(of: clip("anger", .male)) == "male_angry")
    #expect(map.label(of: clip("Fear", .female)) == "female_fearful")
    #expect(map.label(of: clip("anger")) == nil)
  }

  @Test("a class without clips, and no labelled clip at all, are typed errors")
  func errors() {
    let map = LabelMap(labels: ["happy", "sad"])
    #expect(throws: TrainingError.classWithoutClips(label: "sad", found: ["happy"])) {
      try map.labeled([clip("joy")])
    }
    #expect(throws: TrainingError.noLabeledClips(labels: ["happy", "sad"], found: ["angry"])) {
      try map.labeled([clip("anger"), clip(nil)])
    }
  }
}
