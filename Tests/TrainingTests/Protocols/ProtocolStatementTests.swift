import Testing

@testable import Training

@Suite("What protocols say of unknown voices")
struct ProtocolStatementTests {
  @Test("only a random split shares speakers, and it says so")
  func statements() throws {
    let split = try EvaluationProtocol(name: "random-80-20")
    #expect(split.sharesSpeakers)
    #expect(split.statement(joinsOtherCorpora: false).contains("does not hold for a new voice"))
    for fixed: EvaluationProtocol in [
      .ravdessCV, .emodbCV, .saveeCV, .tessSwap, .speakerKFold(3), .leaveOneCorpusOut,
    ] {
      #expect(!fixed.sharesSpeakers)
      for joins in [false, true] {
        #expect(fixed.statement(joinsOtherCorpora: joins).contains("independent"))
      }
    }
  }

  @Test("one voice alone is learnt from where no other corpus joins TESS, and said to be only there")
  func aloneWithTESS() throws {
    var clips = syntheticClips(corpus: "tess", speakers: 2)
    for index in clips.indices {
      clips[index].speaker = clips[index].speaker == "tess-1" ? "tess-OAF" : "tess-YAF"
    }
    clips += syntheticClips(corpus: "a", speakers: 2)
    for joins in [false, true] {
      let plan = try EvaluationProtocol.tessSwap.plan(
        over: clips, labels: LabelMap(labels: ["neutral", "happy", "sad"]),
        options: FoldOptions(joinsOtherCorpora: joins))
      #expect(plan.statement.contains("one woman's voice alone") == !joins)
      #expect(plan.statement.contains("no speaker of the test clips is in the training data"))
    }
  }
}
