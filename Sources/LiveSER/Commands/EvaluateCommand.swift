import Foundation
import Glibc
import Training

/// `liveser evaluate`: scores a model, or trains and scores a recipe fold by fold.
enum EvaluateCommand {
  static func run(_ arguments: EvaluateArguments, command: String) throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM)
    do throws(TrainingError) {
      if let folder = arguments.report { try OutputFile.checkFolder(folder) }
      guard let result = try result(of: arguments, command: command), Interruption.signal == nil else {
        return interrupted(arguments)
      }
      var fault: TrainingError?
      do throws(TrainingError) {
        try print(result.report)
      } catch {
        // What a full disk takes from the one it need not take from the other.
        fault = error
      }
      if let folder = arguments.report {
        let table = PredictionTable.csv(result.outcomes, labels: result.report.labels)
        try result.report.write(into: folder, extraFiles: ["predictions.csv": table])
      }
      if let fault { throw fault }
      return .done
    } catch {
      if Interruption.signal != nil { return interrupted(arguments) }
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
  }

  private static func result(
    of arguments: EvaluateArguments, command: String
  ) throws(TrainingError) -> Evaluation.Result? {
    let evaluation = Evaluation(
      collection: try ClipCollection.load(paths: arguments.data),
      conditions: arguments.conditions.compactMap(AcousticCondition.init(rawValue:)), command: command,
      threadCount: arguments.threadCount ?? ProcessInfo.processInfo.activeProcessorCount)
    switch arguments.subject {
    case .model(let name): return try evaluation.score(modelNamed: name)
    case .recipe(let trial):
      if let folder = trial.checkpoints { try OutputFile.checkFolder(folder) }
      return try evaluation.run(trial)
    }
  }

  private static func interrupted(_ arguments: EvaluateArguments) -> ExitStatus {
    var text = "stopped; no figure is complete"
    if case .recipe(let trial) = arguments.subject, let folder = trial.checkpoints {
      text += "; the same command goes on with what \(folder) holds"
    }
    Diagnostics.standard.report(text)
    return .interrupted
  }

  /// Prints the figures; a reader that has gone wants none.
  private static func print(_ report: EvaluationReport) throws(TrainingError) {
    do throws(OutputError) {
      try StandardOutput().write(report.lines.joined(separator: "\n") + "\n")
    } catch {
      switch error {
      case .closed: return
      case .failed(let reason): throw .unwritable(path: "standard output", reason: reason)
      }
    }
  }
}
