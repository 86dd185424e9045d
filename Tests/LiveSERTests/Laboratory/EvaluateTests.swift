import AudioCapture
import Buffers
import Foundation
import Recognition
import Testing
import Training

@Suite("evaluate")
struct EvaluateTests {
  private let laboratory: Laboratory

  init() throws {
    laboratory = try Laboratory.shared.get()
  }

  private func evaluate(
    _ words: String, data: String? = nil, folder: URL? = nil
  ) throws -> Executable.Outcome {
    try Executable.runBare(
      ["evaluate", "--data", data ?? laboratory.manifest] + words.split(separator: " ").map(String.init),
      folder: folder)
  }

  @Test(
    "Folds, UAR, WA, recalls and confusion are printed after the leak check; the report's files can be read")
  func folds() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let outcome = try evaluate(
      "--recipe \(laboratory.recipe) --protocol speaker-kfold:2 --seed 0-1 --epochs 6 --conditions quiet --report r",
      folder: folder)
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    let told = outcome.diagnostics.split(separator: "\n").map(String.init)
    #expect(told.first?.contains("No test clip's recording is in the training clips.") == true)
    #expect(told.contains { $0.contains("No test clip's speaker is in the training clips.") })
    #expect(told.contains { $0.contains("2 of the test clips' 2 sentences are also in the training clips.") })
    #expect(told.count { $0.contains("seed") && $0.contains("UAR") && $0.contains("quiet") } == 4)
    for start in [
      "fold 1     0", "fold 2     1", "UAR ", "WA ", "true \\ given", "recall %  female",
      "speech heard",
      "quiet ", "surest clips answered", "calibration: ECE", "temperature of least NLL",
      "all other figures: with verdicts up to a probability of no speech of 0.50",
    ] {
      #expect(outcome.lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(outcome.output.contains("4 trainings: 2 folds, 2 seeds"))
    let files = folder.appendingPathComponent("r")
    let names = try FileManager.default.contentsOfDirectory(atPath: files.path)
    #expect(
      names.sorted() == [
        "calibration.json", "confusion-matrix.svg", "coverage.svg", "predictions.csv", "reliability.svg",
        "report.json", "report.txt", "training-1.svg", "training-2.svg", "training-3.svg", "training-4.svg",
        "uar-by-seconds.svg",
      ])
    let report = try JSONDecoder().decode(
      EvaluationReport.self, from: Data(contentsOf: files.appendingPathComponent("report.json")))
    #expect(report.folds.count == 4 && report.folds.allSatisfy { $0.training?.history.count == 6 })
    #expect(report.conditions.map(\.condition) == [.quiet] && report.genders.count == 2)
    #expect(report.secondsHeard?.points.map(\.seconds) == SecondsHeard.durations)
    // Pitch and level tell the labels apart: more than chance is learnt.
    #expect(report.uar.mean > 0.4)
    let text = try String(contentsOf: files.appendingPathComponent("report.txt"), encoding: .utf8)
    #expect(text == outcome.output)
    let table = try String(contentsOf: files.appendingPathComponent("predictions.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 1 + 2 * 2 * Laboratory.clipCount)
  }

  @Test("An optimiser named beside a recipe is the one that trains")
  func optimizer() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func loss(_ words: String) throws -> Double {
      let outcome = try evaluate(
        "--recipe \(laboratory.recipe) --protocol speaker-kfold:2 --folds 0 --epochs 2 --report r \(words)",
        folder: folder)
      #expect(outcome.status == 0, "\(outcome.diagnostics)")
      let report = try JSONDecoder().decode(
        EvaluationReport.self, from: Data(contentsOf: folder.appendingPathComponent("r/report.json")))
      return try #require(report.folds.first?.training?.history.last?.loss)
    }
    let losses = try [loss(""), loss("--optimizer sgd"), loss("--optimizer adadelta")]
    #expect(Set(losses).count == 3, "\(losses)")
  }

  @Test("train takes temperature and threshold from an evaluation; models shows its figures")
  func calibration() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let evaluated = try evaluate(
      "--recipe \(laboratory.recipe) --protocol speaker-kfold:2 --report r", folder: folder)
    #expect(evaluated.status == 0, "\(evaluated.diagnostics)")
    let advice = try CalibrationAdvice.load(path: folder.path + "/r/calibration.json")
    let models = folder.appendingPathComponent("liveser/models")
    try FileManager.default.createDirectory(at: models, withIntermediateDirectories: true)
    let trained = try Executable.runBare(
      ["train", laboratory.recipe, "--data", laboratory.manifest, "--calibration", "r/calibration.json"]
        + ["--output", "liveser/models/small.safetensors"], folder: folder)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    let model = try EmotionModel(path: models.appendingPathComponent("small.safetensors").path)
    #expect(model.metadata.calibration.temperature == Float(advice.temperature))
    #expect(model.metadata.calibration.unsureThreshold == advice.unsureThreshold.map(Float.init) ?? 0.35)
    let list = try Executable.runBare(["models"], environment: ["XDG_DATA_HOME": folder.path])
    let row = try #require(list.lines.first { $0.hasPrefix("  small ") })
    let uar = String(format: "%.1f", 100 * advice.uar.mean)
    #expect(row.contains(" \(uar) ") && row.contains("speaker-kfold:2"))
    let shown = try Executable.runBare(
      ["models", "show", "small"], environment: ["XDG_DATA_HOME": folder.path])
    #expect(shown.output.contains("## Scores") && shown.output.contains("UAR \(uar)"))
    #expect(shown.output.contains(evaluated.output))
  }

  @Test("A model is scored on emotions that took another label where it learnt, too")
  func replacements() throws {
    let folder = try laboratory.folder(adding: ["new.wav,read,zoe,female,read,9"])
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      at: laboratory.folder.appendingPathComponent("corpus/tom-neutral-1.wav"),
      to: folder.appendingPathComponent("new.wav"))
    try Laboratory.recipe().replacingOccurrences(
      of: "\"network\": {", with: "\"replacements\": {\"read\": \"neutral\"}, \"network\": {"
    ).write(to: folder.appendingPathComponent("reading.json"), atomically: true, encoding: .utf8)
    let trained = try Executable.runBare(
      ["train", "reading.json", "--data", "manifest.csv", "--epochs", "1", "--output", "m.safetensors"],
      folder: folder)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    let scored = try evaluate("--model ./m.safetensors", data: "manifest.csv", folder: folder)
    #expect(scored.status == 0, "\(scored.diagnostics)")
    #expect(!scored.output.contains("all other figures"), "it has a threshold of its own")
    #expect(scored.output.contains("read 1 clips, 1 speakers") && !scored.output.contains("without a label"))
  }

  @Test("models show tells a recipe's layers")
  func showRecipe() throws {
    let shown = try Executable.runBare(["models", "show", laboratory.recipe])
    #expect(shown.status == 0 && shown.lines.contains { $0.hasPrefix("summary      For tests.") })
    // LSTM of 4 units on 64 inputs with one bias or two a gate.
    #expect(shown.lines.contains { $0.contains("T/4 × 16 × 4") && $0.hasSuffix("convolution") })
    #expect(shown.lines.contains { $0.hasPrefix("    8       15  T/4 × 1 × 3") })
  }

  @Test("A renamed, resampled and trimmed copy of a training clip is found")
  func plantedCopy() throws {
    let folder = try laboratory.folder(adding: ["new.wav,made,zoe,female,angry,9"])
    defer { try? FileManager.default.removeItem(at: folder) }
    let original = laboratory.folder.appendingPathComponent("corpus/tom-angry-1.wav").path
    let samples = try ClipDecoder.samples(path: original, sampleRate: 22_050)
    try SoundFiles.wav(Array(samples.dropFirst(1102)), rate: 22_050).write(
      to: folder.appendingPathComponent("new.wav"))
    let tested = try evaluate(
      "--recipe \(laboratory.recipe) --protocol leave-one-speaker-out --folds 4 --epochs 1",
      data: "manifest.csv", folder: folder)
    #expect(tested.status == 0, "\(tested.diagnostics)")
    #expect(tested.diagnostics.contains("1 of 1 test clips (100.0 %) are recordings that are also"))
    #expect(tested.output.contains("new.wav is \(original)"))
    let split = try evaluate(
      "--recipe \(laboratory.recipe) --protocol random-50-50 --epochs 1 --report r", data: "manifest.csv",
      folder: folder)
    #expect(split.status == 0, "\(split.diagnostics)")
    #expect(split.diagnostics.contains("the random split keeps their copies together"))
    #expect(split.diagnostics.contains("No test clip's recording is in the training clips."))
    #expect(split.output.contains("random split, speakers shared"))
    #expect(split.diagnostics.contains("speakers are also in the training clips."))
    let trained = try Executable.runBare(
      ["train", laboratory.recipe, "--data", laboratory.manifest, "--calibration", "r/calibration.json"]
        + ["--epochs", "1"], folder: folder)
    #expect(trained.status == 0, "\(trained.diagnostics)")
    #expect(
      trained.diagnostics.contains("warning: r/calibration.json: its test speakers were also learnt from"))
  }

  @Test("A finished model is scored with a note on what it learnt from")
  func model() throws {
    let trained = try Laboratory.trained.get()
    let outcome = try evaluate("--model \(trained.folder.path)/m.safetensors --conditions telephone")
    #expect(outcome.status == 0, "\(outcome.diagnostics)")
    #expect(outcome.output.contains("learnt from  made 24 clips"))
    #expect(outcome.output.contains("learnt from 4 of the 4 speakers tested here"))
    #expect(outcome.lines.contains { $0.hasPrefix("telephone ") })
    #expect(outcome.lines.contains { $0.hasPrefix("speech heard") })
  }

  @Test(
    "What cannot work is told in one line",
    arguments: [
      ("evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:9", 1, "at least 9 speakers"),
      ("evaluate --recipe RECIPE --data DATA --protocol ravdess", 2, "did you mean 'ravdess-cv'?"),
      ("evaluate --recipe RECIPE --data DATA --protocol ravdess-cv", 1, "needs the corpus ravdess"),
      ("evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:2 --folds 2", 1, "at least 3 folds"),
      ("evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:2 --conditions loudly", 2, "noise20"),
      (
        "evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:2 --conditions room", 1,
        "the corpus rooms"
      ),
      ("evaluate --recipe RECIPE --data /nowhere --protocol speaker-kfold:2", 1, "no such file"),
      ("evaluate --recipe RECIPE --data DATA --protocol speaker-kfold:2 --report DATA", 1, "it is a file"),
      ("evaluate --model nothing --data DATA", 1, "there is no model 'nothing'"),
      ("train nothing --data DATA", 1, "no such file"),
      ("train DATA --data DATA", 1, "is no JSON"),
      ("train RECIPE", 2, "--data"),
      ("train RECIPE --data DATA --output /nowhere/m.safetensors", 1, "No such file or directory"),
      ("train RECIPE --data DATA --validation-speakers ann,max", 1, "max"),
      ("train RECIPE --data DATA --resume", 1, "train without --resume"),
      ("train RECIPE --data DATA --calibration RECIPE", 1, "is missing"),
      ("models show nothing", 1, "there is no model 'nothing'"),
    ])
  func errors(words: String, status: Int32, part: String) throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let arguments = words.split(separator: " ").map {
      $0 == "RECIPE" ? laboratory.recipe : $0 == "DATA" ? laboratory.manifest : String($0)
    }
    let outcome = try Executable.runBare(arguments, folder: folder)
    #expect(outcome.status == status && outcome.output.isEmpty)
    let lines = outcome.diagnostics.split(separator: "\n")
    #expect(lines.last?.contains(part) == true, "\(outcome.diagnostics)")
    // What a training is about to do may have been told before.
    #expect(lines.count == 1 || words.hasSuffix("--resume"), "\(outcome.diagnostics)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }
}
