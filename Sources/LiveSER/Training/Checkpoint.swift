import AudioCapture
import Foundation
import Glibc
import Network
import Recognition
import Training

/// The state of a training after an epoch, from which it goes on as if it had not stopped.
struct Checkpoint {
  let path: String

  /// The state of network `member`, counted from 0, of the model to be written to `output`.
  init(output: String, member: Int = 0) {
    path = output + (member == 0 ? ".checkpoint" : ".checkpoint-\(member + 1)")
  }

  /// The state of the network trained on a fold from a seed, among those of an evaluation in `folder`.
  init(folder: String, fold: Int, seed: UInt64) {
    path = "\(folder)/fold-\(fold)-seed-\(seed).checkpoint"
  }

  /// Saves the state reached, in the place of the one before.
  ///
  /// - Errors: `unwritable`; the state before is then still there.
  func save(_ trainer: Trainer) throws(TrainingError) {
    try OutputFile.replace(path, with: trainer.checkpoint().encoded())
  }

  /// Sets `trainer` to the state saved.
  ///
  /// - Errors: `checkpoint` where there is none, or it is damaged or of another training.
  func restore(_ trainer: Trainer) throws(TrainingError) {
    guard let data = InputFile.contents(path) else {
      throw .checkpoint(path: path, reason: "cannot be read: \(String(cString: strerror(errno)))")
    }
    do {
      try trainer.restore(SafeTensors(bytes: data), path: path)
    } catch let error as TrainingError {
      throw error
    } catch {
      throw .checkpoint(path: path, reason: "damaged: \(error)")
    }
  }

  /// Whether there is a file.
  var exists: Bool { access(path.systemPath ?? [0], F_OK) == 0 }

  /// Removes the file once the training is over.
  func remove() {
    unlink(path.systemPath ?? [0])
  }
}
