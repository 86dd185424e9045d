import Foundation
import Testing

@testable import Training

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A report on made-up verdicts: right three times of four, with some clips without speech.
enum SampleReport {
  static func make(_ name: String, silentEvery: Int = 37, seeds: [UInt64] = [0, 1]) throws -> EvaluationReport
  {
    let labels = ["neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
    var clips = syntheticClips(corpus: "made", speakers: 8, labels: labels, perLabel: 6)
    clips += [Clip(path: "bored.wav", corpus: "made", speaker: "made-1", emotion: "boredom")]
    let plan = try EvaluationProtocol(name: name).plan(over: clips, labels: LabelMap(labels: labels))
    var generator = SeededGenerator(seed: 11)
    let outcomes = seeds.flatMap { seed in
      plan.folds.map { fold in
        FoldOutcome(
          fold: fold, seed: seed,
          predictions: fold.test.enumerated().map { index, clip in
            let logits = labels.indices.map { index in
              exp(1.1 * generator.nextNormal() + (index == clip.labelIndex ? 2.2 : 0))
            }
            let sum = logits.reduce(0, +)
            let isSilent = silentEvery > 0 && index % silentEvery == 5
            return Prediction(
              truthIndex: clip.labelIndex, probabilities: isSilent ? nil : logits.map { $0 / sum },
              speaker: clip.clip.speaker, path: clip.clip.path)
          })
      }
    }
    let run = EvaluationReport.Run(
      command: "liveser evaluate --recipe net --protocol \(name)", version: "0.1.0", recipeName: "net",
      seconds: 12.34)
    return try #require(EvaluationReport(run: run, plan: plan, clips: clips, outcomes: outcomes))
  }
}

@Suite struct ReportTests {
  @Test(
    "an option that changes the recipe is known however it is written",
    arguments: [
      ("--epochs 3", true), ("--epo 3", true), ("--e=3", true), ("--optim sgd", true),
      ("--optimizer=sgd", true),
      ("--seed 3", false), ("--threads 1", false), ("--conditions room", false), ("-- x", false),
    ])
  func changedRecipe(option: String, isChanged: Bool) {
    let run = EvaluationReport.Run(
      command: "liveser evaluate --recipe net.json --protocol ravdess-cv \(option)", version: "0.1.0",
      recipeName: "net", seconds: 1)
    #expect(run.changesRecipe == isChanged)
  }

  @Test("the text gives folds, then UAR before WA, classes, confusion and calibration")
  func text() throws {
    let report = try SampleReport.make("speaker-kfold:4")
    let lines = report.lines
    func index(_ prefix: String) throws -> Int {
      try #require(lines.firstIndex { $0.hasPrefix(prefix) }, "\(prefix)")
    }
    let order = try [
      "recipe", "protocol", "data", "fold ", "UAR", "WA", "class", "true \\ given", "calibration",
    ].map(index)
    #expect(order == order.sorted())
    #expect(lines.count { $0.hasPrefix("fold ") } == 1 + 8)
    #expect(lines.contains { $0.contains(" ± ") && $0.contains("%, speaker-independent") })
    #expect(lines.contains { $0.contains("by seed ") && $0.contains("(seed 1)") })
    #expect(lines.contains { $0.contains("no speech found in \(report.noSpeechCount) of 672 test clips") })
    #expect(lines.contains { $0.contains("without a label here: 1 boredom") })
    #expect(report.noSpeechCount > 0 && lines.allSatisfy { !$0.hasSuffix(" ") && $0.count <= 110 })
  }

  @Test("a random split is named as one, wherever its figure stands")
  func randomSplit() throws {
    let report = try SampleReport.make("random-80-20", seeds: [0])
    let uar = try #require(report.lines.first { $0.hasPrefix("UAR") })
    #expect(uar.contains("random split, speakers shared") && !uar.contains("±"))
    #expect(report.lines.contains { $0.contains("Random split:") })
    #expect(report.sharesSpeakers && report.pictures.values.allSatisfy { $0.contains("speakers shared") })
  }

  @Test("columns line up")
  func table() {
    var table = TextTable(leftColumnCount: 1)
    table.add("class", "a", "b")
    table.add("überrascht", "12", "3.5")
    table.add("x")
    #expect(table.lines == ["class        a    b", "überrascht  12  3.5", "x"])
  }

  @Test("JSON gives the report back, and has no number that is none")
  func json() throws {
    let report = try SampleReport.make("speaker-kfold:4")
    let text = try report.json()
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: Data(text.utf8)) == report)
    let again = try report.json()
    #expect(!text.lowercased().contains("nan") && text == again)
  }

  @Test("files are written into a folder that is made; a folder that cannot be is a typed error")
  func files() throws {
    let folder = try TemporaryFolder()
    let report = try SampleReport.make("speaker-kfold:4")
    try report.write(into: folder.path + "/a/b", extraFiles: ["x.svg": "<svg/>"])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b").sorted()
    #expect(
      names == [
        "calibration.json", "confusion-matrix.svg", "coverage.svg", "reliability.svg", "report.json",
        "report.txt", "x.svg",
      ])
    let file = try folder.write("plain")
    #expect(throws: TrainingError.self) { try report.write(into: file + "/below") }
  }

  @Test("numbers are rounded as people expect")
  func fixedPoint() {
    #expect(FixedPoint.text(61.25, digits: 1) == "61.3" && FixedPoint.text(-0.04, digits: 1) == "0.0")
    #expect(FixedPoint.text(0.005, digits: 2) == "0.01" && FixedPoint.text(-2.5, digits: 0) == "-3")
    #expect(FixedPoint.text(.nan, digits: 1) == "–" && FixedPoint.percent(1) == "100.0")
    #expect(FixedPoint.text(3.05, digits: 3) == "3.050")
  }
}

@Suite struct PictureTests {
  private static func pictures() throws -> [String: String] {
    let report = try SampleReport.make("speaker-kfold:4")
    var pictures = report.pictures
    pictures["uar-by-seconds.svg"] =
      LineChart(
        uarBySeconds: [0.5, 1, 1.5, 2, 3].map { seconds in
          let uar = 0.7 - 0.4 / (1 + seconds)
          return (seconds, uar, ConfidenceInterval(lowerBound: uar - 0.04, upperBound: uar + 0.04))
        }, title: "net, speaker-kfold:4"
      ).svg
    pictures["training.svg"] =
      TrainingCurvesPicture(
        (1...40).map { epoch in
          let part = 1 / (1 + Double(epoch) / 6)
          return TrainingCurvesPicture.Epoch(
            trainLoss: 2.08 * part, validationLoss: 1.1 + 0.9 * part * part, trainScore: 1 - 0.87 * part,
            validationScore: 0.66 - 0.5 * part)
        }, scoreName: "UAR", title: "net, fold 1"
      ).svg
    return pictures
  }

  @Test("every picture is well-formed XML without a value that is none")
  func wellFormed() throws {
    let pictures = try Self.pictures()
    #expect(pictures.count == 5)
    for (name, svg) in pictures {
      #expect(XMLParser(data: Data(svg.utf8)).parse(), "\(name)")
      #expect(!svg.contains("nan") && !svg.contains("inf\"") && !svg.contains("\"–\""), "\(name)")
    }
    // To look at them, name a folder.
    if let folder = ProcessInfo.processInfo.environment["LIVESER_PICTURES"] {
      try SampleReport.make("speaker-kfold:4").write(into: folder, extraFiles: pictures)
    }
  }

  @Test("text is escaped, so that a name cannot break the picture")
  func escaping() {
    let label = "a<b>&\"c\"'\u{1}"
    let svg = ConfusionMatrixPicture(ConfusionMatrix(labels: [label]), title: label).svg
    #expect(svg.contains("a&lt;b&gt;&amp;&quot;c&quot;&#39;<") && !svg.contains("\u{1}"))
    #expect(XMLParser(data: Data(svg.utf8)).parse())
  }

  @Test("the confusion picture shows counts, row per cent and clips without speech")
  func confusion() {
    var matrix = ConfusionMatrix(labels: ["calm", "sad"])
    for _ in 0..<3 { matrix.add(truth: 0, given: 0) }
    matrix.add(truth: 0, given: nil)
    matrix.add(truth: 1, given: 0)
    let svg = ConfusionMatrixPicture(matrix, title: "t").svg
    #expect(
      svg.contains(">3<") && svg.contains(">75.0 %<") && svg.contains(">25.0 %<") && svg.contains(">100.0 %<")
    )
    #expect(svg.contains(">no speech<") && svg.contains("UAR 37.5 %, WA 60.0 %, 5 clips"))
  }

  @Test("charts hold with one point, equal values, none at all, and values that are no numbers")
  func degenerateCharts() {
    let shapes: [[(x: Double, y: Double)]] = [
      [], [(1, 2)], [(1, 2), (1, 2)], [(0, .nan), (1, .infinity), (2, 3)], [(0, 1e-9), (1, 2e-9)],
      [(0, 0), (1, 1e9)],
    ]
    for points in shapes {
      let chart = LineChart(
        title: "t", xAxis: .init(name: "x"), yAxis: .init(name: "y"),
        series: [.init(name: "s", points: points)])
      #expect(XMLParser(data: Data(chart.svg.utf8)).parse() && !chart.svg.contains("–"), "\(points)")
    }
  }

  @Test("ticks are round and inside the range")
  func ticks() {
    #expect(ChartFrame.ticks(in: 0...1, aim: 5) == [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1])
    #expect(ChartFrame.ticks(in: 3...47, aim: 5) == [10, 20, 30, 40])
    #expect(ChartFrame.ticks(in: -1.1...1.1, aim: 4).contains(0))
    #expect(ChartFrame.ticks(in: 2...2, aim: 4) == [2])
    #expect(ChartFrame.rounded(0.22...1.83, aim: 5) == 0...2)
    #expect(ChartFrame.rounded(0...1, aim: 5) == 0...1)
  }
}
