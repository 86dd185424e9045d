import Foundation
import Recognition
import Training

extension ModelCard {
  /// Clips of each corpus and label.
  var data: String {
    let header =
      "| corpus | licence | speakers | clips | drawn an epoch | \(labels.joined(separator: " | ")) |"
    let rule = "|" + String(repeating: "---|", count: 5 + labels.count)
    let rows = Dictionary(grouping: parts.train, by: \.clip.corpus).sorted { $0.key < $1.key }.map {
      corpus, own in
      let speakers = Set(own.compactMap(\.clip.speaker)).count
      let drawn = min(own.count, recipe.training.clipsPerEpoch[corpus] ?? own.count)
      let counts = labels.indices.map { index in "\(own.count { $0.labelIndex == index })" }
      let licence = Licences.licence(of: corpus) ?? "–"
      return "| \(corpus) | \(licence) | \(speakers) | \(own.count) | \(drawn) | "
        + "\(counts.joined(separator: " | ")) |"
    }
    var lines = [
      "Mixed in: \(material.noiseCount) recorded noises, \(material.roomCount) recorded rooms."
    ]
    if !material.nonSpeechClips.isEmpty {
      lines.append("As sounds that are not speech: \(material.nonSpeechClips.count).")
    }
    if let heldApart = parts.heldApart { lines.append("Held apart: \(heldApart).") }
    if !material.unreadable.isEmpty {
      lines.append("Left out because they cannot be read: \(material.unreadable.count.counted("file")).")
    }
    return "## Data\n\n" + ([header, rule] + rows).joined(separator: "\n") + "\n\n"
      + lines.joined(separator: " ")
  }

  /// The recipe as it was used, folded away.
  var recipeBlock: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    guard let json = try? encoder.encode(recipe) else { return "" }
    return """
      <details><summary>The recipe, with every default</summary>

      ```json
      \(String(decoding: json, as: UTF8.self))
      ```

      </details>
      """
  }

  /// The card's figures for programs.
  var modelRecord: ModelRecord {
    var counts: [String: [String: Int]] = [:]
    for clip in parts.train {
      counts[clip.clip.corpus, default: [:]][labels[clip.labelIndex], default: 0] += 1
    }
    let provenance = metadata.provenance
    return ModelRecord(
      name: metadata.name, labels: labels, replacements: recipe.replacements,
      weightCount: network.parameterCount, recipe: provenance.recipe,
      seed: provenance.seed, epochCount: provenance.epochCount, command: provenance.command,
      clipCounts: counts, speakers: Set(parts.train.compactMap(\.clip.speaker)).sorted(),
      unnamedClipCount: parts.train.count { $0.clip.speaker == nil },
      validationSpeakers: parts.speakersApart,
      temperature: metadata.calibration.temperature,
      unsureThreshold: metadata.calibration.unsureThreshold, calibrationSource: calibration.source,
      evaluation: calibration.advice)
  }
}
