import AudioCapture
import Network
@testable import Recognition
import Testing

@testable import LiveSER

@Suite("Records and texts")
struct RecordTests {
  @Test("JSON keeps the order of keys and makes every text safe")
  func json() {
    let value = JSONValue.object([
      "b": .text("a\"b\\c\n\u{1}\u{2028}é"), "a": .array([.null, .bool(true), .integer(-3)]),
      "c": .object([:] as KeyValuePairs),
    ])
    #expect(value.json == "{\"b\":\"a\\\"b\\\\c\\n\\u0001\\u2028é\",\"a\":[null,true,-3],\"c\":{}}")
  }

  @Test("Numbers are rounded, without needless zeros, and never NaN")
  func decimals() {
    for (value, text) in [
      (0.5, "0.5"), (2, "2.0"), (0.12345, "0.123"), (-0.0004, "0.0"), (-1.25, "-1.25"), (1e6, "1000000.0"),
    ] as [(Double, String)] {
      #expect(JSONValue.seconds(value).json == text)
    }
    #expect(JSONValue.seconds(.nan).json == "null")
    #expect(JSONValue.seconds(.infinity).json == "null")
  }

  @Test("Rounded probabilities sum to one exactly and keep their leader")
  func rounding() {
    for values in [[1 / 3, 1 / 3, 1 / 3], [0.12345, 0.12345, 0.7531], [1, 0, 0], [0.99996, 0.00004]]
      as [[Float]]
    {
      let probabilities = Probabilities(values)
      #expect(probabilities.tenThousandths.reduce(0, +) == 10_000)
      #expect(probabilities.tenThousandths.allSatisfy { $0 >= 0 })
      #expect(probabilities.tenThousandths[probabilities.leaderIndex] == probabilities.tenThousandths.max())
    }
  }

  @Test("CSV quotes what needs it")
  func csv() {
    #expect(CSVRow(fields: ["a", "b,c", "d\"e", "f\ng"]).line == "a,\"b,c\",\"d\"\"e\",\"f\ng\"\n")
  }

  @Test("The timeline shows at each time what was known then")
  func timeline() {
    var sampler = TimelineSampler(step: 0.5)
    let probabilities = Probabilities([1])
    for (time, isSpeech) in [(0.4, false), (0.5, true), (0.9, true), (1.6, false)] {
      sampler.take(
        RecognitionUpdate(time: time, isSpeech: isSpeech, probabilities: isSpeech ? probabilities : nil))
    }
    sampler.finish(duration: 2)
    #expect(sampler.points.map(\.time) == [0.5, 1, 1.5, 2])
    #expect(sampler.points.map(\.isSpeech) == [true, true, true, false])
    #expect(sampler.points.map { $0.probabilities != nil } == [true, true, true, false])
  }

  @Test("Every error has one line that names its subject")
  func errors() {
    let audio: [AudioError] = [
      .fileNotFound(path: "p"), .notAFile(path: "p"), .unreadable(path: "p", reason: "r"),
      .emptyFile(path: "p"),
      .unknownFormat(path: "p", reason: "r"), .noSamples(path: "p"),
      .damaged(path: "p", sampleCount: 1, reason: "r"),
      .unsupportedFormat(path: "p", sampleRate: 1, channelCount: 1), .noSuchDevice(name: "p", available: []),
      .noSuchDevice(name: "p", available: ["q"]), .deviceUnavailable(name: "p", reason: "r"),
      .deviceLost(name: "p", reason: "r"), .unwritable(path: "p", reason: "r"),
    ]
    let damage: [SafeTensorsError] = [
      .tooShort(byteCount: 1), .headerLength(1, available: 0), .header(reason: "r"),
      .elementType(name: "n", type: "t"),
      .shape(name: "n"), .offsets(name: "n"), .layout(reason: "r"),
    ]
    let network: [NetworkError] = [
      .badShape(layerIndex: 1, layer: "l", reason: "r"), .noLayers, .cannotStream(layerIndex: 1, layer: "l"),
      .missingTensor(name: "n"), .unexpectedTensor(name: "n"),
      .tensorShape(name: "n", expected: [1], found: [2]),
      .nonFiniteTensor(name: "n"),
    ]
    let texts =
      audio.map(\.text) + damage.map { RecognitionError.damaged(path: "p", $0).text }
      + network.map { RecognitionError.network(path: "p", $0).text }
      + [RecognitionError.metadata(path: "p", key: "k", reason: "r").text]
    for text in texts {
      #expect(text.hasPrefix("p: ") && text.contains(" ") && !text.contains("\n"))
      #expect(text.contains(";") || text.contains(":"))
    }
    #expect(Set(texts).count == texts.count)
  }
}
