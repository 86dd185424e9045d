import Foundation

/// A part of a recipe, as JSON has it: what is left out of it keeps its default, and what is unknown is an error.
enum OptionTree: Codable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int)
  case number(Double)
  case text(String)
  case list([OptionTree])
  case object([String: OptionTree])

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let list = try? value.decode([OptionTree].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: OptionTree].self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }

  /// These options with those of `other` in their place.
  ///
  /// - Errors: a key that these do not have, with its place below `path`.
  private func replaced(by other: OptionTree, path: [any CodingKey]) throws(DecodingError) -> OptionTree {
    guard case .object(var options) = self, case .object(let others) = other else { return other }
    for (name, value) in others.sorted(by: { $0.key < $1.key }) {
      let place = path + [Key(name)]
      guard let known = options[name] else {
        let words = "unknown key \"\(name)\"; known here: \(options.keys.sorted().joined(separator: ", "))"
        throw .dataCorrupted(.init(codingPath: place, debugDescription: words))
      }
      options[name] = try known.replaced(by: value, path: place)
    }
    return .object(options)
  }

  /// Reads `defaults` with what `decoder` has in their place. None of them may be nil, whose keys would not be known.
  static func read<Options: Codable>(_ defaults: Options, from decoder: any Decoder) throws -> Options {
    let (reader, writer) = (JSONDecoder(), JSONEncoder())
    let known = try reader.decode(OptionTree.self, from: writer.encode(defaults))
    let given = try OptionTree(from: decoder)
    let all = try known.replaced(by: given, path: decoder.codingPath)
    do {
      return try reader.decode(Options.self, from: writer.encode(all))
    } catch let error as DecodingError {
      throw error.moved(below: decoder.codingPath)
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }
}

extension DecodingError {
  /// The same error at a place below `path`.
  fileprivate func moved(below path: [any CodingKey]) -> DecodingError {
    func moved(_ context: Context) -> Context {
      Context(
        codingPath: path + context.codingPath, debugDescription: context.debugDescription,
        underlyingError: context.underlyingError)
    }
    return switch self {
    case .typeMismatch(let type, let context): .typeMismatch(type, moved(context))
    case .valueNotFound(let type, let context): .valueNotFound(type, moved(context))
    case .keyNotFound(let key, let context): .keyNotFound(key, moved(context))
    case .dataCorrupted(let context): .dataCorrupted(moved(context))
    @unknown default: self
    }
  }
}
