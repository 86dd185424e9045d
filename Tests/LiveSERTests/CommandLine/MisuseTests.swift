import Foundation
import Testing

@testable import LiveSER

@Suite("Wrong usage")
struct MisuseTests {
  @Test("A mistyped command is answered with the one that was meant")
  func unknownCommands() {
    let lines: [(String, String?)] = [
      ("clasify", "classify"), ("lsiten", "listen"), ("eval", "evaluate"), ("trian", "train"),
      ("LIVE", nil), ("qwertyuiop", nil), ("song.wav", "liveser classify song.wav"),
      ("./takes", "liveser classify ./takes"), ("-", "liveser classify -"),
    ]
    for (word, suggestion) in lines {
      #expect(throws: CommandLineError.unknownCommand(word, suggestion: suggestion)) {
        try parser.parse([word])
      }
    }
    #expect(throws: CommandLineError.unknownCommand("clasify", suggestion: "classify")) {
      try parser.parse(["help", "clasify"])
    }
  }

  @Test("A command that the table lacks is neither known nor suggested")
  func unavailable() {
    let table = CommandTable(commands: CommandTable.all.commands.filter { $0.name != .record })
    #expect(throws: CommandLineError.unknownCommand("recordd", suggestion: nil)) {
      try CommandLineParser(table: table).parse(["recordd"])
    }
    #expect(!HelpText.overview(of: table).contains("record,"))
    #expect(CommandTable.all.commands.map(\.name) == CommandName.allCases)
  }

  @Test("What is wrong with an option is told apart")
  func options() {
    let lines: [(String, CommandName, Misuse)] = [
      ("classify --formt x", .classify, .unknownOption("--formt", suggestion: "--format")),
      ("classify --formt=x", .classify, .unknownOption("--formt", suggestion: "--format")),
      ("classify --zzz", .classify, .unknownOption("--zzz", suggestion: nil)),
      ("-fps 3", .live, .unknownOption("-fps", suggestion: "--fps")),
      ("live -x", .live, .unknownOption("-x", suggestion: nil)),
      ("live -é", .live, .unknownOption("-é", suggestion: nil)),
      ("live a -xh", .live, .unknownOption("-xh", suggestion: nil)),
      ("classify --f x", .classify, .ambiguousOption("--f", candidates: ["--format", "--files-from"])),
      ("live --fps", .live, .missingValue(option: "--fps")),
      ("live --ascii=yes", .live, .unwantedValue(option: "--ascii")),
      ("live --asc=", .live, .unwantedValue(option: "--asc")),
    ]
    for (line, command, expected) in lines {
      let found = misuse(of: line)
      #expect(found?.0 == command, "\(line)")
      #expect(found?.1 == expected, "\(line)")
    }
  }

  @Test(
    "Values that are none are refused",
    arguments: [
      "live --fps 0", "live --fps 121", "live --fps 3.5", "live --fps x", "live --fps -3", "live --color red",
      "live --model=", "live --input -", "live --input=", "classify a --format xml", "classify a --jobs 0",
      "classify a --timeline 0", "classify a --timeline -1", "classify a --timeline nan",
      "classify a --timeline inf", "classify a --timeline 1e300", "classify a --timeline 1s",
      "listen --duration 0",
      "listen --raw=", "record out.mp3", "record .wav", "record --seconds 0", "devices --format csv",
      "features a --kind mel", "features a --output x.txt", "train r --data d --seed -1",
      "train r --data d --seed 18446744073709551616", "train r --data d --epochs 0", "train r --data=",
      "train r --data d --threads 0", "train r --data d --validation-speakers a,,b",
      "evaluate --recipe r --protocol tess-swap --data d --folds 1,",
      "evaluate --recipe r --protocol tess-swap --data d --folds 2-1",
      "evaluate --recipe r --protocol tess-swap --data d --folds -1",
      "evaluate --recipe r --protocol tess-swap --data d --optimizer newton",
      "evaluate --recipe r --protocol tess-swap --data d --folds 1-2-3",
      "evaluate --recipe r --protocol tess-swap --data d --folds 0-999999999999",
    ])
  func badValues(line: String) {
    guard let (_, misuse) = misuse(of: line) else { return }
    guard case .badValue = misuse else {
      Issue.record("'\(line)' gave \(misuse)")
      return
    }
  }

  @Test("A mistyped choice is answered with the one that was meant")
  func choice() {
    let found = misuse(of: "classify a --format jsn")?.1
    #expect(
      found
        == .badValue("jsn", name: "--format", expectation: "text, json, jsonl or csv", suggestion: "json"))
  }

  @Test("What is absent, too many or does not go together is named")
  func combinations() {
    let lines: [(String, Misuse)] = [
      ("classify", .missingOperand("PATH or --files-from")),
      ("classify - -", .conflict("-", "another -")),
      ("classify - --files-from -", .conflict("-", "--files-from -")),
      ("live --device d --input f", .conflict("--device", "--input")),
      ("live x", .unexpectedOperand("x", suggestion: nil)),
      ("listen --device d --input f", .conflict("--device", "--input")),
      ("listen --device d --raw 1:s16le:1", .conflict("--device", "--raw")),
      ("listen --input f --raw 1:s16le:1", .requires("--raw", other: "--input -")),
      ("record a.wav b.wav", .unexpectedOperand("b.wav", suggestion: nil)),
      ("features", .missingOperand("FILE")),
      ("models shwo x", .unexpectedOperand("shwo", suggestion: "show")),
      ("models show", .missingOperand("NAME")),
      ("models show a b", .unexpectedOperand("b", suggestion: nil)),
      ("train --data d", .missingOperand("RECIPE")),
      ("train r", .missingOption("--data")),
      ("evaluate --data d", .missingOption("--model or --recipe")),
      ("evaluate --model m", .missingOption("--data")),
      ("evaluate --recipe r --data d", .missingOption("--protocol")),
      ("evaluate --model m --recipe r --protocol tess-swap --data d", .conflict("--model", "--recipe")),
      ("evaluate --model m --protocol tess-swap --data d", .requires("--protocol", other: "--recipe")),
      ("evaluate --model m --folds 1 --data d", .requires("--folds", other: "--recipe")),
      ("evaluate --model m --seed 1 --data d", .requires("--seed", other: "--recipe")),
      ("evaluate --model m --epochs 1 --data d", .requires("--epochs", other: "--recipe")),
      ("evaluate --model m --optimizer sgd --data d", .requires("--optimizer", other: "--recipe")),
      ("help a b", .unexpectedOperand("b", suggestion: nil)),
      ("--model m classify a", .commandNotFirst("classify")),
      ("-- a", .unexpectedOperand("a", suggestion: nil)),
    ]
    for (line, expected) in lines { #expect(misuse(of: line)?.1 == expected, "\(line)") }
  }

  @Test("An empty name is that of no model")
  func emptyName() {
    let misuse = Misuse.badValue(
      "", name: "NAME", expectation: "a model's or a recipe's name", suggestion: nil)
    #expect(throws: CommandLineError.misuse(of: .models, misuse)) {
      try parser.parse(["models", "show", ""])
    }
  }

  @Test("A session goes on in a file of records alone: what else a file holds is left as it is")
  func session() throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["talk.wav", "talk", "old.jsonl", "old.JSON", "empty"] {
      try Data((name == "empty" ? "" : "text").utf8).write(to: folder.appendingPathComponent(name))
    }
    for name in ["talk.wav", "talk"] {
      let path = folder.appendingPathComponent(name).path
      let misuse = Misuse.badValue(
        path, name: "--session",
        expectation: "a new file, or one ending in .jsonl or .json to go on with", suggestion: nil)
      #expect(throws: CommandLineError.misuse(of: .live, misuse)) {
        try parser.parse(["live", "--session", path])
      }
    }
    for name in ["old.jsonl", "old.JSON", "empty", "new.jsonl"] {
      let path = folder.appendingPathComponent(name).path
      #expect(try parser.parse(["live", "--session", path]) == .live(LiveArguments(session: path)))
    }
  }

  @Test("The text is one line that says what to do")
  func texts() {
    let lines: [(CommandLineError, String)] = [
      (
        .unknownCommand("clasify", suggestion: "classify"),
        "unknown command 'clasify'; did you mean 'classify'?"
      ),
      (.unknownCommand("xyz", suggestion: nil), "unknown command 'xyz'; 'liveser help' lists the commands"),
      (
        .misuse(of: .live, .unknownOption("--fsp", suggestion: "--fps")),
        "live: unknown option '--fsp'; did you mean '--fps'?"
      ),
      (
        .misuse(of: .live, .missingValue(option: "--fps")),
        "live: '--fps' needs a value; see 'liveser help live'"
      ),
    ]
    for (error, text) in lines { #expect(error.text == text) }
  }

  @Test("Edits between words are counted, swaps of neighbours as one")
  func editDistance() {
    let pairs = [
      ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0), ("kitten", "sitting", 3),
      ("ab", "ba", 1),
      ("listen", "lsiten", 1), ("ca", "abc", 3),
    ]
    for (a, b, distance) in pairs { #expect(Suggestion.editDistance(a, b) == distance, "\(a) \(b)") }
  }
}
