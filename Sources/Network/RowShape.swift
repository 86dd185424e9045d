/// Shape of one time step of an activation: mel bins (or other positions) x channels, channels adjacent.
public struct RowShape: Sendable, Equatable, Codable {
  /// Positions along the frequency axis; 1 once it is flattened.
  public var bins: Int
  /// Channels of each position.
  public var channels: Int

  /// Describes `bins` positions of `channels` channels.
  public init(bins: Int, channels: Int) {
    self.bins = bins
    self.channels = channels
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case bins, channels
  }

  /// Reads a shape; unknown keys are errors.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let container = try decoder.container(keyedBy: CodingKeys.self)
    bins = try container.decode(Int.self, forKey: .bins)
    channels = try container.decode(Int.self, forKey: .channels)
  }

  /// Floats in a row.
  public var width: Int { bins * channels }

  /// The same row seen as one position.
  public var flattened: RowShape { RowShape(bins: 1, channels: width) }
}
