import Foundation
import Glibc
import Recognition
import Training

/// `liveser evaluate`: scores a model, or trains and scores a recipe fold by fold.
enum EvaluateCommand {
  static func run(_ arguments: EvaluateArguments, command: String) throws(OutputError) -> ExitStatus {
    Interruption.watch(SIGINT, SIGTERM)
    do throws(TrainingError) {
      let conditions = try conditions(arguments.conditions)
      let collection = try ClipCollection.load(paths: arguments.data)
      let evaluation = Evaluation(
        collection: collection, conditions: conditions, command: command,
        threadCount: arguments.threadCount ?? ProcessInfo.processInfo.activeProcessorCount)
      let result: Evaluation.Result?
      switch arguments.subject {
      case .model(let name):
        result = try evaluation.score(modelNamed: name)
      case .recipe(let trial):
        result = try evaluation.run(trial)
      }
      guard let result else {
        Diagnostics.standard.report("stopped; no figure is complete")
        return .interrupted
      }
      if let folder = arguments.report { try result.report.write(into: folder) }
      return print(result)
    } catch {
      Diagnostics.standard.report(error.text)
      return .someFailed
    }
  }

  private static func conditions(_ names: [String]) throws(TrainingError) -> [AcousticCondition] {
    var conditions: [AcousticCondition] = []
    for name in names {
      guard let condition = AcousticCondition(rawValue: name) else {
        throw .unknownProtocol(name: name, known: AcousticCondition.names)
      }
      conditions.append(condition)
    }
    return conditions
  }

  private static func print(_ result: Evaluation.Result) -> ExitStatus {
    do throws(OutputError) {
      var lines = result.report.lines
      if !result.conditions.isEmpty {
        lines += ["", "UAR % under other conditions"]
        lines += result.conditions.map { condition, scores in
          let name = condition.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
          let folds = scores.map { fixed(100 * $0, 1) }.joined(separator: "  ")
          return "\(name)\(fixed(100 * scores.reduce(0, +) / Double(scores.count), 1))  (\(folds))"
        }
      }
      try StandardOutput().write(lines.joined(separator: "\n") + "\n")
      return .done
    } catch {
      return .someFailed
    }
  }
}
