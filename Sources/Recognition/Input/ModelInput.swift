import DSP
import Network

/// What a network is given of the sound.
public enum ModelInput: Sendable, Equatable {
  /// The front end's log-mel rows as they come, level-normalised.
  case liveLogMel
  /// Features of a stretch of samples as a whole.
  case window(WindowInput)

  /// The window, where the input is one.
  public var window: WindowInput? {
    if case .window(let window) = self { return window }
    return nil
  }

  /// Rate at which nothing of the input is lost.
  public func sampleRate(_ frontEnd: FrontEndOptions) -> Int {
    window?.sampleRate ?? frontEnd.logMel.sampleRate
  }

  /// Shape of a network's input step.
  public func shape(_ frontEnd: FrontEndOptions) -> RowShape {
    RowShape(bins: window?.width ?? frontEnd.logMel.melCount, channels: 1)
  }
}

extension ModelInput: Codable {
  private enum CodingKeys: String, CodingKey {
    case kind
  }

  /// Name of the input without a window.
  private static let liveName = "live-log-mel"

  /// Reads `{"kind": "live-log-mel"}` or a ``WindowInput``; anything else is an error that names its place.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    if kind == Self.liveName {
      try decoder.refuseKeys(besides: ["kind"])
      self = .liveLogMel
    } else if WindowInput.Kind(rawValue: kind) != nil {
      self = .window(try WindowInput(from: decoder))
    } else {
      let known = [Self.liveName] + WindowInput.Kind.allCases.map(\.rawValue)
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container,
        debugDescription: "is \"\(kind)\"; must be one of \(known.joined(separator: ", "))")
    }
  }

  /// Writes the input as `init(from:)` reads it.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .liveLogMel:
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(Self.liveName, forKey: .kind)
    case .window(let window): try window.encode(to: encoder)
    }
  }
}

/// What a network's outputs are.
public enum OutputHead: String, Codable, Sendable, CaseIterable {
  /// Logits of a softmax over all classes.
  case softmax
  /// Logits of one sigmoid a class; they are divided by their sum to be shown.
  case sigmoid
}
