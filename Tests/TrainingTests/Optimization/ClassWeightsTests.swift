import Foundation
import Testing

@testable import Training

@Suite("Class weights")
struct ClassWeightsTests {
  static let labels = ["calm", "angry", "glad"]

  /// Corpus `a`: one calm and three angry clips; corpus `b`: two calm ones and one glad.
  private static let twoCorpora = clips([("a", 0, 1), ("a", 1, 3), ("b", 0, 2), ("b", 2, 1)])

  /// Clips of a corpus and a class, so many of each.
  private static func clips(_ groups: [(corpus: String, label: Int, count: Int)]) -> [LabeledClip] {
    groups.flatMap { corpus, label, count in
      (0..<count).map { number in
        LabeledClip(
          clip: Clip(
            path: "\(corpus)\(label)\(number)", corpus: corpus, speaker: "s", emotion: labels[label]),
          labelIndex: label)
      }
    }
  }

  private func weights(
    _ weights: ClassWeights, of clips: [LabeledClip] = twoCorpora, drawn: [String: Int] = [:]
  ) -> [Float] {
    weights.weights(of: clips, labels: Self.labels, drawn: drawn)
  }

  @Test("are taken from the recipe by label, 1 where it names none")
  func byLabel() {
    #expect(weights(.byLabel(["angry": 2])) == [1, 2, 2, 2, 1, 1, 1])
  }

  @Test("balanced: go with the clips there are of each class, as those of scikit-learn do")
  func balanced() {
    // compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 1, 1, 1, 0, 0, 2]) is 7/9, 7/9, 7/3.
    let expected: [Float] = [7.0 / 9, 7.0 / 9, 7.0 / 9, 7.0 / 9, 7.0 / 9, 7.0 / 9, 7.0 / 3]
    #expect(zip(weights(.balanced), expected).allSatisfy { abs($0 - $1) < 1e-6 })
    // y=[0]*6 + [1]*3 + [2]*1: 10 / (3 * count)
    let uneven = weights(.balanced, of: Self.clips([("a", 0, 6), ("a", 1, 3), ("a", 2, 1)]))
    #expect(
      largestDifference([uneven[0], uneven[6], uneven[9]], [0.555_555_6, 1.111_111_1, 3.333_333_3]) < 1e-6)
    #expect(weights(.balanced, of: Self.clips([("a", 0, 2), ("a", 2, 2)])) == [1, 1, 1, 1])
  }

  @Test("balanced: count a corpus of which a part is drawn by that part")
  func balancedOnWhatIsDrawn() {
    // Two of the four clips of `a`: 0.5 + 2 calm, 1.5 angry, 1 glad, so 5 clips of three classes.
    let expected: [Float] = [5 / 7.5, 5 / 4.5, 5 / 4.5, 5 / 4.5, 5 / 7.5, 5 / 7.5, 5.0 / 3]
    #expect(zip(weights(.balanced, drawn: ["a": 2]), expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(weights(.balanced, drawn: ["a": 400]) == weights(.balanced))
  }

  @Test("balanced by corpus: every class of a corpus weighs alike in it, and the corpus as much as its clips")
  func balancedByCorpus() {
    let found = weights(.balancedByCorpus)
    let expected: [Float] = [2, 2.0 / 3, 2.0 / 3, 2.0 / 3, 0.75, 0.75, 1.5]
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(abs(found.prefix(4).reduce(0, +) - 4) < 1e-5 && abs(found.suffix(3).reduce(0, +) - 3) < 1e-5)
  }

  @Test("of corpora multiply those of classes in a training")
  func corpora() throws {
    let trainer = try ToyTraining().makeTrainer(
      #""corpusWeights": {"toy": 1.5, "elsewhere": 9}, "classWeights": {"high": 2}"#)
    let high = try #require(trainer.recipe.labels.firstIndex(of: "high"))
    for (clip, weight) in zip(trainer.builder.clips, trainer.clipWeights) {
      #expect(weight == (clip.labelIndex == high ? 3 : 1.5))
    }
  }

  @Test(
    "that leave nothing to learn from are refused",
    arguments: [
      #""corpusWeights": {"toy": 0}"#, #""classWeights": {"low": 0, "middle": 0, "high": 0}"#,
    ])
  func nothing(training: String) throws {
    #expect {
      _ = try ToyTraining().makeTrainer(training)
    } throws: { error in
      "\(error)".contains("no clip that weighs more than 0")
    }
  }
}
