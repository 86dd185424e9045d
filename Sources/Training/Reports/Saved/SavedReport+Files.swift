import FoundationEssentials

extension SavedReport {
  /// Reads what `liveser evaluate --report` wrote: the folder's `report.json`.
  ///
  /// - Errors: `pathNotFound`, `unreadable`; `recipe` with the place of a value that is not understood.
  public init(evaluationIn folder: String) throws(TrainingError) {
    self.init(try Self.decoded(EvaluationReport.self, path: FilePath.joined(folder, "report.json")))
  }

  /// Reads a saved report.
  ///
  /// - Errors: as ``init(evaluationIn:)``.
  public init(path: String) throws(TrainingError) {
    self = try Self.decoded(SavedReport.self, path: path)
  }

  /// Every saved report in `folder` that can be read, by name; none where there is no such folder.
  public static func all(in folder: String) -> [String: SavedReport] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var found: [String: SavedReport] = [:]
    for name in names where name.hasSuffix(".json") {
      found[String(name.dropLast(5))] = try? SavedReport(path: FilePath.joined(folder, name))
    }
    return found
  }

  /// The report as JSON, keys in alphabetical order.
  public func json() throws(TrainingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    } catch {
      throw .unwritable(path: "JSON", reason: "\(error)")
    }
  }

  private static func decoded<Value: Decodable>(
    _ type: Value.Type, path: String
  ) throws(TrainingError) -> Value {
    guard FileManager.default.fileExists(atPath: path) else { throw .pathNotFound(path: path) }
    do {
      return try JSONDecoder().decode(type, from: Data(contentsOf: URL(filePath: path)))
    } catch let error as DecodingError {
      throw .recipe(path: path, place: error.place, reason: error.reason)
    } catch {
      throw .unreadable(path: path, reason: SystemWord.reason(of: error))
    }
  }
}
