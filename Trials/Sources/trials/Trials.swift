import Glibc

/// `trials TRIAL ROOT [NUMBER]`: ROOT is the source tree.
@main
enum Trials {
  /// A trial by its name, what its number means, and the number it takes where none is given.
  private static let all:
    [(name: String, number: String, standard: Double, run: @Sendable (Setting) throws -> Result)] = [
      ("faults", "scripts of faults", 500, FaultTrial.run),
      ("allocations", "seconds of sound", 120, AllocationTrial.run),
      ("soak", "hours of sound", 24, SoakTrial.run),
    ]

  static func main() {
    let words = CommandLine.arguments
    guard (3...4).contains(words.count), let trial = all.first(where: { $0.name == words[1] }),
      let number = words.count == 4 ? Double(words[3]) : trial.standard, number > 0
    else {
      let trials = all.map { "\($0.name) [\($0.number), \(Int($0.standard))]" }.joined(separator: ", ")
      print("usage: trials TRIAL ROOT [NUMBER]; the trials are \(trials)")
      exit(2)
    }
    do {
      let result = try trial.run(Setting(root: words[2], number: number))
      print("\(trial.name): \(result.text)")
      result.append(as: trial.name)
      exit(result.isPassed ? 0 : 1)
    } catch {
      print("\(trial.name): \(error)")
      Result(isPassed: false, text: "\(error)").append(as: trial.name)
      exit(1)
    }
  }
}

/// What a trial is given.
struct Setting {
  /// The source tree.
  let root: String
  /// How much of it there is to be.
  let number: Double

  /// The shipped model.
  var model: String { "\(root)/models/liveser-default.safetensors" }
  /// The demo clip.
  var clip: String { "\(root)/share/demo.flac" }
}

/// What came of a trial.
struct Result {
  var isPassed: Bool
  /// What happened, in a line.
  var text: String
  /// Figures of the table; nil where they mean nothing.
  var faultCount: Int?
  var survivedCount: Int?
  var lostSampleCount: Int?
  var inputCount: Int?

  /// Adds a row to the table whose file $TRIALS_TABLE names: name, faults, survived, samples lost, inputs, crashes, text.
  func append(as name: String) {
    guard let path = getenv("TRIALS_TABLE"), let file = fopen(path, "a") else { return }
    let figures = [faultCount, survivedCount, lostSampleCount, inputCount].map { $0.map(String.init) ?? "-" }
    let row = [name] + figures + ["0", isPassed ? text : "FAILED: \(text)"]
    fputs(row.joined(separator: "\t") + "\n", file)
    fclose(file)
  }
}

/// Why a trial could not be held.
struct TrialError: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
