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

  /// Floats in a row.
  public var width: Int { bins * channels }

  /// The same row seen as one position.
  public var flattened: RowShape { RowShape(bins: 1, channels: width) }
}
