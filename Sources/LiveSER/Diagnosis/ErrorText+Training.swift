import Training

extension TrainingError {
  /// What went wrong with data, recipes or training, in one line that says what to do.
  var text: String {
    switch self {
    case .pathNotFound(let path): "\(path.visible): no such file or folder; check the path"
    case .unreadable(let path, let reason): "\(path.visible): cannot be read: \(reason)"
    case .manifest(let path, let line, let expected, let found):
      "\(path.visible), line \(line): expected \(expected), found \(found.visible)"
    case .noClips(let paths, let skipped):
      "\(paths.joined(separator: ", ").visible): no clip with an emotion in it (\(skipped) other files); "
        + "name a corpus folder or a manifest with the columns path and emotion; noises and rooms need one that says "
        + "noise or rooms in its column corpus"
    case .noLabeledClips(let labels, let found):
      "no clip has one of the labels \(labels.joined(separator: ", ")); the data hold "
        + found.joined(separator: ", ")
    case .classWithoutClips(let label, let found):
      "no clip for the class \"\(label)\"; the data hold \(found.joined(separator: ", ")): add data or drop the class"
    case .speakerMissing(let name, let path, let count):
      "\(name) parts speakers, and \(count) clips name none, first \(path.visible): add the column speaker"
    case .unknownProtocol(let name, let known):
      "there is no protocol \"\(name.visible)\"; there are \(known.joined(separator: ", "))"
    case .corpusMissing(let name, let corpus): "\(name) needs the corpus \(corpus), which is not in the data"
    case .speakersMissing(let name, let speakers):
      "\(name) tests speakers that are not in the data: \(speakers.joined(separator: ", "))"
    case .tooFew(let name, let what, let needed, let found):
      "\(name) needs at least \(needed) \(what); the data hold \(found)"
    case .unsuitable(let path, let reason): "\(path.visible): \(reason)"
    case .undecodable(let path, let reason): "\(path.visible): cannot be decoded: \(reason)"
    case .audio(let error): error.text
    case .unwritable(let path, let reason): "\(path.visible): cannot be written: \(reason)"
    case .recipe(let path, let place, let reason):
      "\(path.visible): \(place.isEmpty ? "" : place + ": ")\(reason)"
    case .checkpoint(let path, let reason):
      "\(path.visible): the checkpoint \(reason); train without --resume to start anew"
    case .modelUnusable(let reason): reason
    case .diverged(let epoch):
      "training diverged in epoch \(epoch): the loss is no longer a number; lower training.learningRate"
    }
  }
}
