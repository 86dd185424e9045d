import AudioCapture

/// Why data, a split or a training run could not be had. The text a person reads is made in the program, from these cases.
public enum TrainingError: Error, Sendable, Equatable {
  /// No file or folder of this path.
  case pathNotFound(path: String)
  /// The system refused to read the file or folder; `reason` is the system's word.
  case unreadable(path: String, reason: String)
  /// A manifest breaks the format in this line (counted from 1); `expected` says what should stand there, `found` what does.
  case manifest(path: String, line: Int, expected: String, found: String)
  /// None of the paths holds a clip with an emotion; `skippedFileCount` files were something else.
  case noClips(paths: [String], skippedFileCount: Int)
  /// No clip carries any label of the map; `found` lists the emotions there are.
  case noLabeledClips(labels: [String], found: [String])
  /// A class to be learnt or told has no clip; `found` lists the emotions there are.
  case classWithoutClips(label: String, found: [String])
  /// A protocol that parts speakers met a clip without one; `clipCount` clips have none.
  case speakerMissing(protocolName: String, path: String, clipCount: Int)
  /// There is no protocol of this name; `known` lists those there are.
  case unknownProtocol(name: String, known: [String])
  /// A fixed protocol's corpus is not in the data.
  case corpusMissing(protocolName: String, corpus: String)
  /// A fixed protocol's test speakers are not in the data.
  case speakersMissing(protocolName: String, speakers: [String])
  /// The protocol needs more speakers, corpora or clips than there are.
  case tooFew(protocolName: String, what: String, needed: Int, found: Int)
  /// A sound file of which a feature cannot be computed.
  case unsuitable(path: String, reason: String)
  /// The audio of a clip could not be had; `reason` is the reader's word.
  case undecodable(path: String, reason: String)
  /// The audio of a clip could not be had.
  case audio(AudioError)
  /// A report or picture could not be written.
  case unwritable(path: String, reason: String)
  /// A recipe is wrong at `place` (as in `network.layers[3].units`); `reason` says what was expected.
  case recipe(path: String, place: String, reason: String)
  /// A checkpoint does not belong to this run; `reason` says what differs.
  case checkpoint(path: String, reason: String)
  /// Training diverged: the loss is no longer a number.
  case diverged(epoch: Int)
  /// The model to be scored cannot be used; `reason` is a whole line.
  case modelUnusable(reason: String)
}
