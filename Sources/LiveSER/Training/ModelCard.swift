import Foundation
import Network
import Recognition
import Training

/// The card that `train` writes beside a model: what it is, what it learnt from, and what it must not be used for.
struct ModelCard {
  let metadata: ModelMetadata
  let network: LayeredNetwork
  let training: TrainingOptions
  let history: [EpochReport]
  let material: TrainingMaterial

  /// The card as Markdown.
  var text: String {
    ([heading] + [facts, layers, data, curve, limits]).joined(separator: "\n\n") + "\n"
  }

  private var labels: [String] { metadata.labels.filter { $0 != EmotionModel.nonSpeechLabel } }

  private var heading: String {
    "# \(metadata.name)\n\nA model for liveser: emotions from speech, live. Written by `train`."
  }

  private var facts: String {
    let logMel = metadata.frontEnd.logMel
    let provenance = metadata.provenance
    let rejects =
      metadata.labels.count > labels.count
      ? " and a class for sounds that are not speech, which gives no verdict" : ""
    return """
      ## What it is

      | | |
      |---|---|
      | labels | \(labels.joined(separator: ", "))\(rejects) |
      | input | \(logMel.sampleRate) Hz mono, \(logMel.melCount) mel bins from \(Int(logMel.lowestFrequency)) to \
      \(Int(logMel.highestFrequency)) Hz, \(Int(logMel.rowRate)) rows a second, level-normalised causally |
      | weights | \(network.parameterCount) |
      | answers | every \(fixed(1000 * Double(network.timeStride) / logMel.rowRate, 0)) ms while one speaks |
      | calibration | temperature \(fixed(Double(metadata.calibration.temperature), 3)), `unsure` under \
      \(fixed(Double(metadata.calibration.unsureThreshold), 2)) |
      | recipe | \(provenance.recipe), seed \(provenance.seed), \(provenance.epochCount) epochs, liveser \
      \(provenance.version) |
      | command | `\(provenance.command)` |
      | licence | \(provenance.license) |
      """
  }

  private var layers: String {
    let rows = metadata.network.layers.enumerated().map { "| \($0.offset) | \($0.element.typeName) |" }
    return "## Network\n\n| layer | type |\n|---|---|\n" + rows.joined(separator: "\n")
  }

  private var data: String {
    let corpora = Dictionary(grouping: material.collection.clips, by: \.corpus)
    let rows = metadata.provenance.clipCounts.sorted { $0.key < $1.key }.map { corpus, count in
      let clips = corpora[corpus] ?? []
      let speakers = Set(clips.compactMap(\.speaker)).count
      let limit = training.clipsPerEpoch[corpus].map { "\(min($0, count))" } ?? "\(count)"
      return "| \(corpus) | \(count) | \(speakers) | \(limit) |"
    }
    let mixed = "Mixed in: \(material.noises.count) noises, \(material.rooms.count) rooms."
    return "## Data\n\n| corpus | clips | speakers | drawn an epoch |\n|---|---|---|---|\n"
      + rows.joined(separator: "\n") + "\n\n" + mixed
  }

  private var curve: String {
    guard let last = history.last else { return "## Training\n\nNo epoch." }
    let seconds = history.reduce(0) { $0 + $1.seconds }
    var text =
      "## Training\n\n\(history.count) epochs in \(fixed(seconds, 0)) s; at the end loss \(fixed(last.loss, 3)), "
      + "\(fixed(100 * last.accuracy, 1)) % of the augmented training crops right."
    if let uar = last.validationUAR { text += " Validation UAR \(fixed(100 * uar, 1)) %." }
    return text
  }

  private var limits: String {
    """
    ## What it cannot do

    It learnt from actors who were asked to play an emotion, few of them, in few languages. It tells how speech \
    sounds, not what a person feels; it is not a lie detector, not a diagnosis, and must not decide about anybody. \
    Verdicts on voices, languages and ways of speaking unlike those it learnt from are worse than the figures say.
    """
  }
}
