import DSP
import Foundation
import Testing

@testable import Training

@Suite("Recipes")
struct RecipeTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private static let shipped = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("models/recipes/default.json").path

  /// The shipped recipe with one change, in a temporary file.
  private func changed(_ change: (inout [String: Any]) -> Void) throws -> String {
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.shipped))
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&object)
    let path = "\(folder.path)/\(UUID().uuidString).json"
    try JSONSerialization.data(withJSONObject: object).write(to: URL(fileURLWithPath: path))
    return path
  }

  private func refusal(_ path: String) -> (place: String, reason: String)? {
    do throws(TrainingError) {
      _ = try Recipe.load(path: path)
      return nil
    } catch {
      guard case .recipe(_, let place, let reason) = error else { return nil }
      return (place, reason)
    }
  }

  @Test("the shipped one is sound")
  func shipped() throws {
    let recipe = try Recipe.load(path: Self.shipped)
    #expect(recipe.labels.count >= 8)
  }

  @Test(
    "the class for sounds that are not speech stands last, or is refused: clips are numbered by the others")
  func nonSpeechLast() throws {
    let path = try changed { $0["labels"] = ["no-speech"] + (($0["labels"] as? [String])?.dropLast() ?? []) }
    #expect(try #require(refusal(path)).place == "labels")
  }

  @Test("replacements that can never apply are refused where they stand")
  func replacements() throws {
    func path(_ replacements: [String: String]) throws -> String {
      try changed { $0["replacements"] = replacements }
    }
    #expect(refusal(try path(["boredom": "neutral", "excited": "happy"])) == nil)
    let unknown = try #require(refusal(try path(["boredom": "tired"])))
    #expect(unknown.place == "replacements.boredom" && unknown.reason.contains("is no label"))
    let word = try #require(refusal(try path(["Happiness": "neutral"])))
    #expect(word.place == "replacements.Happiness" && word.reason.contains("\"happy\""))
  }

  @Test("the front end keeps what is left out, and names what it does not know")
  func frontEnd() throws {
    func path(_ frontEnd: [String: Any]) throws -> String { try self.changed { $0["frontEnd"] = frontEnd } }
    let read = try Recipe.load(path: path(["level": ["attack": 0.3], "gate": ["marginAboveFloor": 8]]))
    #expect(read.frontEnd.level.attack == 0.3 && read.frontEnd.gate.marginAboveFloor == 8)
    #expect(read.frontEnd.logMel == FrontEndOptions().logMel)
    let typo = try #require(refusal(try path(["level": ["restartAfterSilence": false]])))
    #expect(
      typo.place == "frontEnd.level.restartAfterSilence" && typo.reason.contains("restartsAfterSilence"))
    let wrong = try #require(refusal(try path(["logMel": ["melCount": "many"]])))
    #expect(wrong.place == "frontEnd.logMel.melCount")
  }

  @Test("an unknown key is named with its place")
  func unknownKey() throws {
    let path = try changed { recipe in
      var network = recipe["network"] as? [String: Any] ?? [:]
      var layers = network["layers"] as? [[String: Any]] ?? []
      layers[1]["momentun"] = 0.2
      network["layers"] = layers
      recipe["network"] = network
    }
    let problem = try #require(refusal(path))
    #expect(problem.place == "network.layers[1].momentun")
    #expect(problem.reason.contains("momentum"))
  }

  @Test("an unknown layer, a wrong shape, a wrong number and a missing label are refused where they stand")
  func wrongValues() throws {
    func layers(_ change: @escaping (inout [[String: Any]]) -> Void) throws -> (String, String)? {
      try refusal(
        changed { recipe in
          var network = recipe["network"] as? [String: Any] ?? [:]
          var layers = network["layers"] as? [[String: Any]] ?? []
          change(&layers)
          network["layers"] = layers
          recipe["network"] = network
        })
    }
    #expect(try layers { $0[0]["type"] = "convolusion" }?.0 == "network.layers[0].type")
    #expect(try layers { $0[2]["size"] = [1, 400] }?.1.contains("layers[2] (maxPool)") == true)
    #expect(try layers { $0[$0.count - 1]["units"] = 3 }?.1.contains("3 outputs") == true)
    let rate = try changed { recipe in
      var training = recipe["training"] as? [String: Any] ?? [:]
      training["learningRate"] = -1
      recipe["training"] = training
    }
    #expect(refusal(rate)?.place == "training.learningRate")
    #expect(refusal(try changed { $0["labels"] = ["happy", "happy"] })?.place == "labels")
    #expect(refusal(try changed { $0["labels"] = nil })?.reason.contains("labels") == true)
    #expect(refusal(try changed { $0["labels"] = ["happy", "s\u{1b}ad"] })?.place == "labels")
    #expect(refusal(try changed { $0["name"] = "two\nlines" })?.place == "name")
  }

  @Test("numbers of the training are checked before the networks, at their bounds too; batches for memory")
  func trainingNumbers() throws {
    func refusal(_ name: String, _ value: Any) throws -> String? {
      try self.refusal(
        changed { recipe in
          var training = recipe["training"] as? [String: Any] ?? [:]
          training[name] = value
          recipe["training"] = training
        })?.place
    }
    for count in [Int.min, -1, 0, 10_001, .max] {
      #expect(try refusal("cropRowCount", count) == "training.cropRowCount")
    }
    #expect(try refusal("learningRate", 1e-8) == nil)
    #expect(try refusal("learningRate", 9e-9) == "training.learningRate")
    #expect(try refusal("gradientNormLimit", 1e-3) == nil)
    let large = try changed { recipe in
      var training = recipe["training"] as? [String: Any] ?? [:]
      training["batchSize"] = 4096
      training["cropRowCount"] = 10_000
      recipe["training"] = training
    }
    #expect(self.refusal(large)?.place == "training.batchSize")
    #expect(self.refusal(large)?.reason.contains("memory") == true)
  }

  @Test("fewer classes make a sound recipe of fewer outputs, with the class for no speech still the last")
  func telling() throws {
    var recipe = try Recipe.load(path: Self.shipped)
    #expect(try recipe.telling(Array(recipe.labels.dropLast())) == recipe)
    recipe.training.classWeights = .byLabel(["calm": 2, "sad": 3])
    let fewer = try recipe.telling(["happy", "sad"])
    #expect(fewer.labels == ["happy", "sad", "no-speech"])
    #expect(fewer.training.classWeights == .byLabel(["sad": 3]))
    #expect(fewer.otherNetworks.count == recipe.otherNetworks.count)
    try fewer.validate(path: "fewer")
    recipe.network.layers.append(.dropout(rate: 0.1))
    #expect(throws: TrainingError.self) { try recipe.telling(["happy", "sad"]) }
  }

  @Test("text that is no JSON, and a file that is not there, say so")
  func noRecipe() throws {
    let path = "\(folder.path)/\(UUID().uuidString).json"
    try Data("{ not json".utf8).write(to: URL(fileURLWithPath: path))
    #expect(refusal(path)?.reason.contains("JSON") == true)
    try Data("{\"name\": \"x\",\n \"labels\": [}\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(refusal(path)?.reason.contains("around character 26") == true, "\(refusal(path)?.reason ?? "")")
    #expect(throws: TrainingError.pathNotFound(path: "/nowhere/x.json")) {
      try Recipe.load(path: "/nowhere/x.json")
    }
  }
}
