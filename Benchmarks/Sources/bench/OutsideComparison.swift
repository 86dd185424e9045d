import Foundation

/// Parts of liveser beside what outside tools make of the same task.
struct OutsideComparison {
  let settings: Settings
  private var results: [String: Measured] = [:]
  private var kernelNames: [(prefix: String, name: String)] = []

  /// One line of what the measuring programs write.
  private struct Measured: Decodable {
    var name: String
    var values: [Double]
    var text: String?
    /// Share of the cores that other programs took meanwhile; not in the line.
    var othersShare: Double?
    var isDisturbed: Bool { (othersShare ?? 0) > Disturbance.limit }
    var series: Series { Series(values: values) }
  }

  init(settings: Settings) {
    self.settings = settings
  }

  private var repeatCount: Int { settings.isQuick ? 3 : 7 }
  private var leastSeconds: Double { settings.isQuick ? 0.15 : 0.5 }
  private var threadCount: Int { min(2, Machine.coreCount) }

  mutating func run() throws {
    Report.heading("3. beside outside tools, single precision")
    try measureOwn(prefix: "", coreType: nil)
    if Machine.hasAVX512 {
      for coreType in settings.isQuick ? ["SkylakeX"] : ["SkylakeX", "Haswell"] {
        try measureOwn(prefix: "\(coreType)-", coreType: coreType)
      }
    }
    var isCompared = false
    if let python = settings.python {
      do {
        try measureOutside(python)
        isCompared = true
      } catch {
        Report.note("the outside tools could not be measured: \(error)")
      }
    } else {
      Report.note("no Python with the outside tools: liveser alone")
    }
    for (prefix, name) in kernelNames {
      let how = prefix.isEmpty ? "as the library chooses" : "OPENBLAS_CORETYPE=\(name)"
      Report.note("liveser/\(name): OpenBLAS kernels \(name), \(how)")
    }
    if let text = results["versions"]?.text { Report.note("outside: \(text)") }
    write(isCompared)
  }

  private mutating func measureOwn(prefix: String, coreType: String?) throws {
    let words = [
      settings.kernels, "measure", settings.recipe, settings.own("Networks/lflb-2d.json"), "\(repeatCount)",
      "\(leastSeconds)", "\(threadCount)", settings.folder.path,
    ]
    try take(words, prefix: prefix, environment: ["OPENBLAS_CORETYPE": coreType])
    let name = results[prefix + "kernels"]?.text ?? "unknown"
    // What the library chooses itself is not measured twice.
    if !kernelNames.contains(where: { $0.name == name }) { kernelNames.append((prefix, name)) }
  }

  private mutating func measureOutside(_ python: String) throws {
    let measuring = ["\(repeatCount)", "\(leastSeconds)"]
    try take(
      [python, settings.own("Python/log_mel.py")] + measuring + [settings.folder.path], threadCount: 1)
    try take(
      [python, settings.own("Python/step.py"), settings.recipe] + measuring + [settings.folder.path],
      threadCount: 1)
    for threads in 1...threadCount {
      try take(
        [python, settings.own("Python/training.py"), settings.recipe, settings.own("Networks/lflb-2d.json")]
          + measuring + ["\(threads)"], threadCount: threads)
    }
  }

  private mutating func take(
    _ words: [String], prefix: String = "", threadCount: Int? = nil, environment: [String: String?] = [:]
  ) throws {
    var environment = environment
    if let threadCount {
      for name in ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"] {
        environment[name] = "\(threadCount)"
      }
      environment["PYTHONDONTWRITEBYTECODE"] = "1"
    }
    let disturbance = Disturbance()
    let run = try ChildProcess.run(words, environment: environment, isQuiet: false)
    guard run.use.status == 0 else {
      let name = words.first { $0.hasSuffix(".py") } ?? words[0]
      throw BenchFailure(
        description: "\(URL(fileURLWithPath: name).lastPathComponent) ended with status \(run.use.status)")
    }
    let share = disturbance.share()
    for line in String(decoding: run.output, as: UTF8.self).split(separator: "\n") where line.first == "{" {
      var measured = try JSONDecoder().decode(Measured.self, from: Data(line.utf8))
      measured.othersShare = share
      if let earlier = results[prefix + measured.name]?.text, let text = measured.text {
        measured.text = "\(earlier), \(text)"
      }
      results[prefix + measured.name] = measured
    }
  }

  private func write(_ isCompared: Bool) {
    table(
      "log-mel, real-time factor, one thread (least is best)", unit: "", isTime: true,
      own: ["log-mel": "with level and speech gate"],
      others: ["log-mel-librosa": "librosa", "log-mel-kaldi": "kaldi-native-fbank"])
    table(
      "one live step (80 ms) of the default network, one thread (least is best)", unit: "us", isTime: true,
      own: ["step-by-rows": "row by row, as live", "step": "four rows at once"],
      others: [
        "step-torch": "PyTorch", "step-torchscript": "PyTorch, frozen TorchScript",
        "step-onnxruntime": "onnxruntime",
      ])
    for (name, title) in [
      ("default", "training the default network, batches of 32 x 104 x 64"),
      ("lflb-2d", "training four 2-D LFLBs and an LSTM, batches of 16 x 251 x 128"),
    ] {
      for threads in 1...threadCount {
        table(
          "\(title), \(threads) thread\(threads == 1 ? "" : "s") (most is best)", unit: "clips/s",
          isTime: false, own: ["training-\(name)-\(threads)": ""],
          others: ["training-\(name)-torch-\(threads)": "PyTorch"])
      }
    }
    if isCompared {
      Report.note(
        "log-mel rows differ from librosa's by at most \(results["log-mel-difference"]?.text ?? "-");")
      Report.note(
        "logits of 25 steps differ between the three by at most \(results["step-difference"]?.text ?? "-");")
      Report.note(
        "training is forward, cross-entropy and backward, without the optimiser; for PyTorch the faster")
      Report.note("of its two memory layouts. The live step's states are inputs and outputs, in both tools.")
    }
  }

  /// Rows of liveser for each set of kernels, then of the others with how many times liveser is as fast.
  private func table(
    _ title: String, unit: String, isTime: Bool, own: KeyValuePairs<String, String>,
    others: KeyValuePairs<String, String>
  ) {
    Report.note(title)
    var best: [(name: String, measured: Measured)] = []
    for (key, what) in own {
      for (prefix, kernels) in kernelNames {
        guard let measured = results[prefix + key] else { continue }
        let name = "  liveser/\(kernels)\(what.isEmpty ? "" : ", \(what)")"
        Report.line(name, measured.series.text(unit), measured.isDisturbed ? disturbed(measured) : "")
        if key == own.first?.key { best.append((kernels, measured)) }
      }
    }
    for (key, name) in others {
      guard let measured = results[key] else { continue }
      var remark = disturbed(measured)
      if !measured.isDisturbed {
        let ratios = best.filter { !$0.measured.isDisturbed }.map {
          let (theirs, ours) = (measured.series.median, $0.measured.series.median)
          return "\(Series.figure(isTime ? theirs / ours : ours / theirs)) (\($0.name))"
        }
        remark = ratios.isEmpty ? "" : "liveser is " + ratios.joined(separator: ", ") + " times as fast"
      }
      Report.line("  \(name)", measured.series.text(unit), remark)
    }
  }

  private func disturbed(_ measured: Measured) -> String {
    String(
      format: "DISTURBED: others took %.0f %% of the cores; not compared", (measured.othersShare ?? 0) * 100)
  }
}
