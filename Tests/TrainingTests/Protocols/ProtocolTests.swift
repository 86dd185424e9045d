import Testing

@testable import Training

/// Clips of made-up speakers: `perLabel` of each label.
func syntheticClips(
  corpus: String, speakers: Int, labels: [String] = ["neutral", "happy", "sad"], perLabel: Int = 4
) -> [Clip] {
  (1...speakers).flatMap { speaker in
    labels.flatMap { label in
      (0..<perLabel).map { take in
        Clip(
          path: "\(corpus)/\(speaker)-\(label)-\(take).wav", corpus: corpus, speaker: "\(corpus)-\(speaker)",
          gender: speaker.isMultiple(of: 2) ? .female : .male, emotion: label, sentence: "\(corpus)-\(take)")
      }
    }
  }
}

private let threeLabels = LabelMap(labels: ["neutral", "happy", "sad"])

@Suite struct ProtocolTests {
  @Test("protocols are found by name and give it back")
  func names() throws {
    for name in [
      "ravdess-cv", "emodb-cv", "savee-cv", "tess-swap", "joint-cv", "random-80-20", "random-80-20:3",
      "random-75-25",
      "speaker-kfold:5", "leave-one-speaker-out", "leave-one-corpus-out",
    ] {
      #expect(try EvaluationProtocol(name: name).name == name)
    }
    for name in [
      "", "ravdess", "random-80-30", "speaker-kfold", "speaker-kfold:1", "speaker-kfold:x", "random-80-20:x",
      "random-100-0", "random-0-100", "random-9223372036854775807-1", "random-1-9223372036854775807",
      "random-9223372036854775807-9223372036854775807", "random--9223372036854775808-1",
    ] {
      #expect(throws: TrainingError.unknownProtocol(name: name, known: EvaluationProtocol.knownNames)) {
        try EvaluationProtocol(name: name)
      }
    }
  }

  @Test("a random split keeps each label's share, every clip once, and depends on the seed alone")
  func randomSplit() throws {
    let clips = syntheticClips(corpus: "a", speakers: 10)
    let plan = try EvaluationProtocol(name: "random-80-20").plan(over: clips, labels: threeLabels)
    let fold = try #require(plan.folds.first)
    #expect(plan.folds.count == 1 && fold.test.count == 24 && fold.train.count == 96)
    #expect((0..<3).allSatisfy { label in fold.test.count { $0.labelIndex == label } == 8 })
    #expect(Set(fold.test).isDisjoint(with: fold.train))
    #expect(Set(fold.test.map(\.clip)).union(fold.train.map(\.clip)) == Set(clips))
    #expect(try EvaluationProtocol(name: "random-80-20").plan(over: clips, labels: threeLabels) == plan)
    let other = try EvaluationProtocol(name: "random-80-20:1").plan(over: clips, labels: threeLabels)
    #expect(other.folds[0].test != fold.test)
  }

  @Test("clips with the same recording stay on one side of every random split")
  func contentGroups() throws {
    let clips = syntheticClips(corpus: "a", speakers: 4)
    let pair = [clips[5].path, clips[6].path]
    let options = FoldOptions(validationShare: 0.2, contentGroups: [pair])
    var sides = Set<String>()
    for seed in 0..<40 as Range<UInt64> {
      let split = EvaluationProtocol.random(testPercent: 20, seed: seed)
      let fold = try split.plan(over: clips, labels: threeLabels, options: options).folds[0]
      for (side, part) in [("test", fold.test), ("train", fold.train), ("validation", fold.validation)] {
        let count = part.count { pair.contains($0.clip.path) }
        #expect(count == 0 || count == 2)
        if count == 2 { sides.insert(side) }
      }
    }
    #expect(sides.contains("test") && sides.contains("train"))
  }

  @Test("speaker folds are balanced in clips and genders, and test every speaker once")
  func speakerFolds() throws {
    let clips = syntheticClips(corpus: "a", speakers: 12)
    let plan = try EvaluationProtocol(name: "speaker-kfold:3").plan(over: clips, labels: threeLabels)
    #expect(plan.folds.map(\.test.count) == [48, 48, 48])
    for fold in plan.folds {
      #expect(Set(fold.test.map(\.clip.speaker)).isDisjoint(with: fold.train.map(\.clip.speaker)))
      #expect(fold.test.count { $0.clip.gender == .female } == 24)
    }
    #expect(Set(plan.folds.flatMap { $0.test.map(\.clip.speaker) }).count == 12)
    #expect(
      throws: TrainingError.tooFew(protocolName: "speaker-kfold:13", what: "speakers", needed: 13, found: 12)
    ) {
      try EvaluationProtocol(name: "speaker-kfold:13").plan(over: clips, labels: threeLabels)
    }
  }

  @Test("leave-one-speaker-out has a fold a speaker; clips without one are refused")
  func leaveOneSpeakerOut() throws {
    var clips = syntheticClips(corpus: "a", speakers: 3)
    let plan = try EvaluationProtocol.leaveOneSpeakerOut.plan(over: clips, labels: threeLabels)
    #expect(plan.folds.map(\.name) == ["a-1", "a-2", "a-3"])
    clips[7].speaker = nil
    let path = clips[7].path
    #expect(
      throws: TrainingError.speakerMissing(protocolName: "leave-one-speaker-out", path: path, clipCount: 1)
    ) {
      try EvaluationProtocol.leaveOneSpeakerOut.plan(over: clips, labels: threeLabels)
    }
    #expect(
      try EvaluationProtocol(name: "random-80-20").plan(over: clips, labels: threeLabels).folds.count == 1)
  }

  @Test("leave-one-corpus-out scores the classes all corpora have")
  func leaveOneCorpusOut() throws {
    let clips =
      syntheticClips(corpus: "a", speakers: 2)
      + syntheticClips(corpus: "b", speakers: 2, labels: ["sad", "neutral", "angry"])
    let plan = try EvaluationProtocol.leaveOneCorpusOut.plan(over: clips)
    #expect(plan.labels.labels == ["neutral", "sad"])
    #expect(plan.folds.map(\.name) == ["a", "b"])
    #expect(plan.folds[0].test.allSatisfy { $0.clip.corpus == "a" } && plan.folds[0].test.count == 16)
    #expect(
      throws: TrainingError.tooFew(protocolName: "leave-one-corpus-out", what: "corpora", needed: 2, found: 1)
    ) {
      try EvaluationProtocol.leaveOneCorpusOut.plan(over: syntheticClips(corpus: "a", speakers: 2))
    }
  }

  @Test("people who read join every fold that holds speakers or corpora apart, and are never tested there")
  func readersJoin() throws {
    let clips =
      syntheticClips(corpus: "a", speakers: 2) + syntheticClips(corpus: "b", speakers: 2)
      + syntheticClips(corpus: "read", speakers: 3, labels: ["read"])
    let map = LabelMap(labels: ["neutral", "happy", "sad"], replacements: ["read": "neutral"])
    let plan = try EvaluationProtocol.leaveOneCorpusOut.plan(over: clips, labels: map)
    #expect(plan.labels.labels == ["neutral", "happy", "sad"])
    #expect(plan.folds.map(\.name) == ["a", "b"])
    for fold in plan.folds {
      #expect(fold.train.count { $0.clip.corpus == "read" && $0.labelIndex == 0 } == 12)
      #expect(fold.test.allSatisfy { $0.clip.corpus == fold.name })
    }
    for held in [EvaluationProtocol.leaveOneSpeakerOut, .speakerKFold(2)] {
      let plan = try held.plan(over: clips, labels: map)
      #expect(plan.folds.count == (held == .speakerKFold(2) ? 2 : 4))
      for fold in plan.folds {
        #expect(fold.train.count { $0.clip.corpus == "read" } == 12)
        #expect(!fold.test.isEmpty && fold.test.allSatisfy { $0.clip.corpus != "read" })
      }
    }
    // Without a label for them they are left out.
    let without = try EvaluationProtocol.leaveOneCorpusOut.plan(over: clips, labels: threeLabels)
    #expect(without.folds.allSatisfy { $0.train.allSatisfy { $0.clip.corpus != "read" } })
  }

  @Test("validation takes whole speakers from the training clips, and never touches the test")
  func validation() throws {
    let clips = syntheticClips(corpus: "a", speakers: 12)
    let options = FoldOptions(validationShare: 0.2)
    let with = try EvaluationProtocol.speakerKFold(3).plan(over: clips, labels: threeLabels, options: options)
    let without = try EvaluationProtocol.speakerKFold(3).plan(over: clips, labels: threeLabels)
    for (fold, plain) in zip(with.folds, without.folds) {
      #expect(fold.test == plain.test)
      #expect(!fold.validation.isEmpty && !fold.validationSharesSpeakers)
      #expect(Set(fold.validation.map(\.clip.speaker)).isDisjoint(with: fold.train.map(\.clip.speaker)))
      #expect(Set(fold.validation).union(fold.train) == Set(plain.train))
    }
    let alone = try EvaluationProtocol.leaveOneSpeakerOut.plan(
      over: syntheticClips(corpus: "a", speakers: 2), labels: threeLabels, options: options)
    #expect(alone.folds.allSatisfy { $0.validationSharesSpeakers && !$0.validation.isEmpty })
  }
}

@Suite(.enabled(if: TestCorpora.isThere, TestCorpora.reason)) struct FixedProtocolTests {
  @Test("RAVDESS folds test actors 4k+1 to 4k+4, eight classes")
  func ravdess() throws {
    let plan = try EvaluationProtocol.ravdessCV.plan(over: TestCorpora.loaded().clips)
    #expect(plan.labels == .canonical && plan.folds.count == 5)
    #expect(plan.folds[1].name == "ravdess-05,06,07,08")
    for fold in plan.folds {
      #expect(fold.test.count == 240 && fold.train.count == 960)
      #expect((fold.train + fold.test).allSatisfy { $0.clip.corpus == "ravdess" })
      #expect(Set(fold.test.map(\.clip.speaker)).isDisjoint(with: fold.train.map(\.clip.speaker)))
      #expect(Set(fold.test.map(\.labelIndex)).count == 8)
    }
  }

  @Test("EmoDB folds are the four speaker pairs, with boredom; other corpora join training on request")
  func emodb() throws {
    let clips = try TestCorpora.loaded().clips
    let plan = try EvaluationProtocol.emodbCV.plan(over: clips)
    #expect(
      plan.folds.map(\.name) == [
        "emodb-03,08", "emodb-09,10", "emodb-11,12", "emodb-13,14",
      ])
    #expect(plan.folds.reduce(0) { $0 + $1.test.count } == 408)
    #expect(plan.labels.labels.contains("boredom"))
    let joined = try EvaluationProtocol.emodbCV.plan(
      over: clips, options: FoldOptions(joinsOtherCorpora: true))
    for (fold, plain) in zip(joined.folds, plan.folds) {
      #expect(fold.test == plain.test)
      #expect(Set(fold.train.map(\.clip.corpus)) == ["emodb", "ravdess", "savee", "tess"])
      #expect(fold.train.count > plain.train.count + 3000)
    }
    let full = try EvaluationProtocol.emodbCV.plan(
      over: clips, labels: .canonical, options: FoldOptions(joinsOtherCorpora: true))
    #expect(full.labels == .canonical)
    #expect(throws: TrainingError.self) {
      try EvaluationProtocol.emodbCV.plan(over: clips, labels: .canonical)
    }
  }

  @Test("SAVEE leaves one of three out, TESS swaps its two speakers")
  func saveeAndTess() throws {
    let clips = try TestCorpora.loaded().clips
    let savee = try EvaluationProtocol.saveeCV.plan(over: clips)
    #expect(savee.folds.map(\.test.count) == [120, 120, 120] && savee.labels.labels.count == 7)
    let tess = try EvaluationProtocol.tessSwap.plan(over: clips)
    #expect(tess.folds.map(\.name) == ["tess-OAF", "tess-YAF"])
    #expect(tess.folds[0].test.count == tess.folds[1].train.count)
  }

  @Test("the joint folds test each corpus as its own protocol does, with nobody of the test in training")
  func joint() throws {
    let clips = try TestCorpora.loaded().clips
    let plan = try EvaluationProtocol.jointCV.plan(over: clips)
    #expect(plan.folds[0].name == "ravdess-01,02,03,04 emodb-03,08 savee-DC" && plan.folds.count == 5)
    for fold in plan.folds {
      #expect(Set(fold.test.map(\.clip.speaker)).isDisjoint(with: fold.train.map(\.clip.speaker)))
      #expect(Set(fold.train.map(\.clip.corpus)) == ["emodb", "ravdess", "savee", "tess"])
    }
    func tested(_ plan: EvaluationPlan, _ corpus: String) -> [Set<String>] {
      plan.folds.map { Set($0.test.filter { $0.clip.corpus == corpus }.map(\.clip.path)) }.filter {
        !$0.isEmpty
      }
    }
    for (method, corpus) in [
      (EvaluationProtocol.ravdessCV, "ravdess"), (.saveeCV, "savee"), (.tessSwap, "tess"),
    ] {
      #expect(tested(plan, corpus) == tested(try method.plan(over: clips), corpus))
    }
    #expect(tested(plan, "emodb").count == 4)
  }

  @Test("each reader is tested by one of the joint folds and learnt from by the others")
  func jointReaders() throws {
    let clips = try TestCorpora.loaded().clips
    let readers = syntheticClips(corpus: "read", speakers: 6, labels: ["read"])
    let map = LabelMap(labels: Emotion.canonical, replacements: ["read": "neutral"])
    let plain = try EvaluationProtocol.jointCV.plan(over: clips, labels: map)
    let plan = try EvaluationProtocol.jointCV.plan(over: clips + readers, labels: map)
    #expect(plan.folds[0].name == plain.folds[0].name + " read-1,6")
    for (fold, before) in zip(plan.folds, plain.folds) {
      #expect(fold.test.filter { $0.clip.corpus != "read" } == before.test)
      #expect(fold.train.filter { $0.clip.corpus != "read" } == before.train)
      let heard = Set(fold.train.filter { $0.clip.corpus == "read" }.compactMap(\.clip.speaker))
      let tested = Set(fold.test.filter { $0.clip.corpus == "read" }.compactMap(\.clip.speaker))
      #expect(heard.isDisjoint(with: tested) && heard.union(tested).count == 6)
    }
    #expect(plan.folds.flatMap(\.test).count { $0.clip.corpus == "read" } == readers.count)
    // A recipe that gives them no label does without them.
    #expect(
      try EvaluationProtocol.jointCV.plan(over: clips + readers).folds.map(\.test) == plain.folds.map(\.test))
  }

  @Test("absent corpora and speakers are typed errors")
  func absent() throws {
    let clips = try TestCorpora.loaded().clips
    #expect(throws: TrainingError.corpusMissing(protocolName: "savee-cv", corpus: "savee")) {
      try EvaluationProtocol.saveeCV.plan(over: clips.filter { $0.corpus != "savee" })
    }
    #expect(throws: TrainingError.speakersMissing(protocolName: "emodb-cv", speakers: ["emodb-10"])) {
      try EvaluationProtocol.emodbCV.plan(over: clips.filter { $0.speaker != "emodb-10" })
    }
  }
}
