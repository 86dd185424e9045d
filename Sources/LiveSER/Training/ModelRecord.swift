import Foundation
import Recognition
import Training

/// What is known of a model besides its file, for programs: the model card's figures as JSON, in `NAME.card.json` beside it.
struct ModelRecord: Codable, Sendable, Equatable {
  /// Name of the model.
  var name: String
  /// Emotions it tells.
  var labels: [String]
  /// Emotions of a corpus that took another label; nil in records that do not tell.
  var replacements: [String: String]?
  /// Trained weights.
  var weightCount: Int
  /// Recipe and its run.
  var recipe: String
  var seed: UInt64
  var epochCount: Int
  var command: String
  /// Clips learnt from, by corpus and label.
  var clipCounts: [String: [String: Int]]
  /// Speakers learnt from, in alphabetical order.
  var speakers: [String]
  /// Clips learnt from that name no speaker; nil in records that do not tell.
  var unnamedClipCount: Int?
  /// Speakers held apart.
  var validationSpeakers: [String]
  /// Divides logits, or logarithms of single outputs, before they become probabilities.
  var temperature: Float
  /// Under it the verdict is `unsure`.
  var unsureThreshold: Float
  /// Where temperature and threshold come from, in a sentence.
  var calibrationSource: String
  /// Evaluation of the recipe that the calibration was taken from; nil without one.
  var evaluation: CalibrationAdvice?

  /// The file that belongs to the model at `path`.
  static func path(besideModelAt path: String) -> String {
    ModelLocator.stem(ofPath: path) + ".card.json"
  }

  /// The record of `model`, which was read from `path`; nil where there is none that can be read, or that of another training.
  static func besideModel(at path: String, of model: EmotionModel) -> ModelRecord? {
    guard let data = InputFile.contents(Self.path(besideModelAt: path)),
      let record = try? JSONDecoder().decode(ModelRecord.self, from: data)
    else { return nil }
    let run = model.metadata.provenance
    let isOwn =
      record.recipe == run.recipe && record.seed == run.seed && record.epochCount == run.epochCount
      && record.command == run.command
    return isOwn ? record : nil
  }

  /// The record as JSON, keys in alphabetical order.
  var json: String {
    get throws(TrainingError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      do {
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
      } catch {
        throw .unwritable(path: name, reason: "\(error)")
      }
    }
  }
}
