import Testing

@testable import LiveSER

@Suite("Commands and their options")
struct CommandParsingTests {
  @Test("No words start the dashboard with its defaults")
  func nothing() throws {
    let command = try parsed("")
    #expect(command == .live(LiveArguments()))
    #expect(LiveArguments().frameRate == nil)
    #expect(LiveArguments().audio == .microphone(device: nil))
  }

  @Test("live takes its options, with and without its name", arguments: ["", "live "])
  func live(name: String) throws {
    let command = try parsed(
      name + "--input a.flac --model m --fps 60 --ascii --color never --session s.jsonl")
    var expected = LiveArguments()
    expected.input = "a.flac"
    expected.model = "m"
    expected.frameRate = 60
    expected.isASCII = true
    expected.color = .never
    expected.session = "s.jsonl"
    #expect(command == .live(expected))
    #expect(expected.audio == .file(path: "a.flac"))
    let onDevice = try parsed(name + "--device USB")
    #expect(onDevice == .live(LiveArguments(device: "USB")))
  }

  @Test("classify takes paths before, between and behind its options")
  func classify() throws {
    let command = try parsed(
      "classify a.wav --format csv dir --timeline 0.5 --jobs 3 - --model=m.safetensors")
    var expected = ClassifyArguments(paths: ["a.wav", "dir", "-"])
    expected.format = .csv
    expected.timeline = .milliseconds(500)
    expected.jobCount = 3
    expected.model = "m.safetensors"
    #expect(command == .classify(expected))
    let listed = try parsed("classify --files-from - x")
    #expect(listed == .classify(ClassifyArguments(paths: ["x"], filesFrom: "-")))
    let listedOnly = try parsed("classify --files-from list.txt")
    #expect(listedOnly == .classify(ClassifyArguments(filesFrom: "list.txt")))
  }

  @Test("Every word behind -- is an operand")
  func endOfOptions() throws {
    let command = try parsed("classify --format json -- --format -h -- -")
    #expect(command == .classify(ClassifyArguments(paths: ["--format", "-h", "--", "-"], format: .json)))
  }

  @Test("Words keep spaces, newlines and letters of every script")
  func oddWords() throws {
    let paths = ["a b.wav", "line\nbreak", "ünï-日本.flac", ""]
    let command = try parser.parse(["classify"] + paths)
    #expect(command == .classify(ClassifyArguments(paths: paths)))
  }

  @Test("listen tells microphone, file and standard input apart")
  func listen() throws {
    let command = try parsed("listen --input a.ogg --duration 2.5 --format text --realtime --model m")
    var expected = ListenArguments(input: "a.ogg")
    expected.duration = .milliseconds(2500)
    expected.format = .text
    expected.isRealTime = true
    expected.model = "m"
    #expect(command == .listen(expected))
    let sources: [(String, AudioChoice)] = [
      ("listen", .microphone(device: nil)),
      ("listen --device hw:1", .microphone(device: "hw:1")),
      ("listen --input a.ogg", .file(path: "a.ogg")),
      ("listen --input -", .standardInput(rawFormat: nil)),
      ("listen --raw 16000:s16le:1", .standardInput(rawFormat: "16000:s16le:1")),
      ("listen --input - --raw 48000:f32le:2", .standardInput(rawFormat: "48000:f32le:2")),
    ]
    for (line, source) in sources {
      guard case .listen(let arguments) = try parsed(line) else {
        Issue.record("'\(line)' is not listen")
        continue
      }
      #expect(arguments.audio == source, "\(line)")
    }
  }

  @Test("record, devices, doctor, features and models take theirs")
  func smallCommands() throws {
    let lines: [(String, ParsedCommand)] = [
      ("record", .record(RecordArguments())),
      (
        "record Take.FLAC --seconds 3 --device d --model m",
        .record(RecordArguments(output: "Take.FLAC", duration: .seconds(3), device: "d", model: "m"))
      ),
      ("devices", .devices(DevicesArguments(format: .text))),
      ("devices --format json", .devices(DevicesArguments(format: .json))),
      ("doctor --device d --model m", .doctor(DoctorArguments(device: "d", model: "m"))),
      ("features a.wav", .features(FeaturesArguments(path: "a.wav", kind: .logMel))),
      (
        "features --kind clip-180 a.wav --output x.npy",
        .features(FeaturesArguments(path: "a.wav", kind: .clip180, output: "x.npy"))
      ),
      ("models", .models(.list)),
      ("models show liveser-default", .models(.show(name: "liveser-default"))),
    ]
    for (line, expected) in lines {
      let command = try parsed(line)
      #expect(command == expected, "\(line)")
    }
  }

  @Test("train takes a recipe and as many corpora as are given")
  func train() throws {
    let command = try parsed(
      "train models/recipes/a.json --data x --data y.csv --output m.safetensors --seed 18446744073709551615 "
        + "--epochs 40 --threads 2 --resume --report r --validation-speakers 03,08")
    var expected = TrainArguments(recipe: "models/recipes/a.json", data: ["x", "y.csv"])
    expected.output = "m.safetensors"
    expected.seed = .max
    expected.epochCount = 40
    expected.threadCount = 2
    expected.isResumed = true
    expected.report = "r"
    expected.validationSpeakers = ["03", "08"]
    #expect(command == .train(expected))
    #expect(expected.outputPath == "m.safetensors")
    #expect(TrainArguments(recipe: "models/recipes/a.json").outputPath == "a.safetensors")
    #expect(TrainArguments(recipe: "co-lstm").outputPath == "co-lstm.safetensors")
  }

  @Test("evaluate scores a model, or a recipe under a protocol")
  func evaluate() throws {
    let model = try parsed("evaluate --model m --data d --report r --threads 1")
    #expect(
      model
        == .evaluate(
          EvaluateArguments(subject: .model("m"), data: ["d"], conditions: [], report: "r", threadCount: 1)))
    let trial = try parsed(
      "evaluate --recipe r --protocol ravdess-cv --data d --data e --folds 3,0-1,1 --seed 7,2 "
        + "--epochs 2 --join --optimizer nadam --conditions noise10,room")
    #expect(
      trial
        == .evaluate(
          EvaluateArguments(
            subject: .recipe(
              .init(
                recipe: "r", protocolName: "ravdess-cv", folds: [0, 1, 3], seeds: [2, 7], epochCount: 2,
                joinsOtherCorpora: true, optimizer: .nadam(beta1: 0.9, beta2: 0.999, epsilon: 1e-7))),
            data: ["d", "e"],
            conditions: ["noise10", "room"])))
  }

  @Test("Of an option given twice the last one counts")
  func lastCounts() throws {
    let command = try parsed("--fps 10 --fps 20")
    #expect(command == .live(LiveArguments(frameRate: 20)))
  }

  @Test("An abbreviation that fits one option stands for it")
  func abbreviation() throws {
    let command = try parsed("classify --fo=json x")
    #expect(command == .classify(ClassifyArguments(paths: ["x"], format: .json)))
  }

  @Test("Help and version are understood everywhere", arguments: CommandName.allCases)
  func helpEverywhere(name: CommandName) throws {
    for option in ["--help", "-h", "--help --no-such-option", "-hx"] {
      let command = try parsed("\(name.rawValue) \(option)")
      #expect(command == .help(topic: name.rawValue))
    }
    let version = try parsed("\(name.rawValue) --version")
    #expect(version == .version)
    let help = try parsed("help \(name.rawValue)")
    #expect(help == .help(topic: name.rawValue))
  }

  @Test("Help without a command is the overview")
  func overview() throws {
    for line in ["help", "--help", "-h", "--fps 3 --help"] {
      let command = try parsed(line)
      #expect(command == .help(topic: nil), "\(line)")
    }
    for line in ["version", "--version", "--ascii --version"] {
      let command = try parsed(line)
      #expect(command == .version, "\(line)")
    }
  }

  @Test("Parsing again, and on many threads at once, gives the same")
  func repeated() async throws {
    let line = "classify -h --format json a b"
    let other = "train r --data x --seed 3 --resume"
    let expected = try parsed(other)
    for _ in 0..<3 {
      #expect(misuse(of: "classify --nope")?.1 == .unknownOption("--nope", suggestion: nil))
      #expect(try parsed(line) == .help(topic: "classify"))
      #expect(try parsed(other) == expected)
    }
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<200 {
        group.addTask { (try? parsed(other)) == expected }
        group.addTask { (try? parsed("devices --format json")) == .devices(DevicesArguments(format: .json)) }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
