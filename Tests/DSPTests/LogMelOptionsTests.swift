import DSP
import Foundation
import Testing

@Suite("Options of the log-mel front end")
struct LogMelOptionsTests {
  @Test("are the shipped model's unless said otherwise, and valid")
  func defaults() throws {
    let options = LogMelOptions()
    try options.validate()
    #expect(options.rowRate == 50)
    #expect(options.rowSpan == 560)
  }

  @Test("survive JSON")
  func json() throws {
    var options = LogMelOptions()
    options.melScale = .slaney
    options.melNormalization = .slaney
    options.window = .hamming
    options.floor = 3e-7
    options.lowestFrequency = 62.5
    let data = try JSONEncoder().encode(options)
    #expect(try JSONDecoder().decode(LogMelOptions.self, from: data) == options)
  }

  private func problems(_ change: (inout LogMelOptions) -> Void) -> [String] {
    var options = LogMelOptions()
    change(&options)
    do {
      try options.validate()
      return []
    } catch {
      guard case .invalidOptions(let problems) = error else { return ["\(error)"] }
      #expect(problems.allSatisfy { !($0.lowest...$0.highest).contains($0.value) })
      return problems.map(\.name)
    }
  }

  @Test("are refused one by one, by name, when out of range")
  func each() {
    #expect(problems { $0.sampleRate = 0 }.first == "sampleRate")
    #expect(problems { $0.sampleRate = .min }.first == "sampleRate")
    #expect(problems { $0.windowLength = 0 }.contains("windowLength"))
    #expect(problems { $0.hopLength = 0 } == ["hopLength"])
    #expect(problems { $0.hopLength = 401 } == ["hopLength"])
    #expect(problems { $0.fftSize = 399 } == ["fftSize"])
    #expect(problems { $0.fftSize = 1 << 40 } == ["fftSize"])
    #expect(problems { $0.melCount = 0 } == ["melCount"])
    #expect(problems { $0.melCount = .max } == ["melCount"])
    #expect(problems { $0.lowestFrequency = -1 } == ["lowestFrequency"])
    #expect(problems { $0.lowestFrequency = .nan } == ["lowestFrequency"])
    #expect(problems { $0.lowestFrequency = 7900 } == ["highestFrequency"])
    #expect(problems { $0.highestFrequency = 8000.5 } == ["highestFrequency"])
    #expect(problems { $0.highestFrequency = .infinity } == ["highestFrequency"])
    #expect(problems { $0.framesPerStep = 0 } == ["framesPerStep"])
    #expect(problems { $0.floor = 0 } == ["floor"])
    #expect(problems { $0.floor = .nan } == ["floor"])
  }

  @Test("are refused all together")
  func together() {
    let names = problems {
      $0.hopLength = -5
      $0.melCount = -1
      $0.floor = -1
    }
    #expect(names == ["hopLength", "melCount", "floor"])
  }

  @Test("that are invalid make no analyzer")
  func analyzer() {
    var options = LogMelOptions()
    options.melCount = 0
    let problem = OptionProblem(name: "melCount", value: 0, lowest: 1, highest: 1024)
    #expect(throws: DSPError.invalidOptions([problem])) {
      _ = try MelPowerAnalyzer(options)
    }
  }
}
