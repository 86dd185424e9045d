/// Where each panel goes on a screen of a given size.
///
/// 80x24 and larger shows everything. Below that, panels go in this order: key hints, utterance list, timeline,
/// spectrogram, waveform; the probability bars, one status line and the header stay. Under 40x10 the verdict
/// has the screen to itself. From 60 columns on there are two columns of panels, below that one.
public struct DashboardLayout: Sendable, Equatable {
  /// Name and current verdict.
  public private(set) var header: Rect?
  /// Peak envelope.
  public private(set) var waveform: Rect?
  /// Mel spectrogram.
  public private(set) var spectrogram: Rect?
  /// The current verdict at large, where there is room to spare.
  public private(set) var verdict: Rect?
  /// A bar a class.
  public private(set) var probabilities: Rect?
  /// The last minute.
  public private(set) var timeline: Rect?
  /// Finished utterances.
  public private(set) var utterances: Rect?
  /// Source, level, cost; one or two rows.
  public private(set) var status: Rect?
  /// The most used keys.
  public private(set) var hints: Rect?
  /// The whole screen, when it shows the verdict alone.
  public private(set) var verdictAlone: Rect?

  private static let leastWaveform = 4
  private static let leastSpectrogram = 6
  private static let leastTimeline = 4
  private static let leastUtterances = 4

  /// The layout for a screen of `width` x `height` and a model of `labelCount` classes.
  public init(width: Int, height: Int, labelCount: Int) {
    let width = max(width, 1)
    let height = max(height, 1)
    if width < 40 || height < 10 {
      verdictAlone = Rect(x: 0, y: 0, width: width, height: height)
      return
    }
    header = Rect(x: 0, y: 0, width: width, height: 1)
    var bottom = height
    if height >= 24 {
      bottom -= 1
      hints = Rect(x: 0, y: bottom, width: width, height: 1)
    }
    let statusRows = height < 16 || width >= 150 ? 1 : 2
    bottom -= statusRows
    status = Rect(x: 0, y: bottom, width: width, height: statusRows)
    let body = Rect(x: 0, y: 1, width: width, height: bottom - 1)
    if width >= 60 {
      layColumns(body, labelCount: labelCount)
    } else {
      layStack(body, labelCount: labelCount)
    }
  }

  private mutating func layColumns(_ body: Rect, labelCount: Int) {
    let rightWidth = min(64, max(28, body.width * 41 / 100))
    let left = Rect(x: 0, y: body.y, width: body.width - rightWidth, height: body.height)
    let right = Rect(x: left.right, y: body.y, width: rightWidth, height: body.height)
    layLeft(left)
    layRight(right, labelCount: labelCount)
  }

  private mutating func layLeft(_ area: Rect) {
    let high = area.height
    let share = high / 4
    let hasTimeline = high >= Self.leastWaveform + Self.leastSpectrogram + Self.leastTimeline
    let hasSpectrogram = high >= Self.leastWaveform + Self.leastSpectrogram
    let timelineRows = hasTimeline ? min(12, max(Self.leastTimeline, share)) : 0
    let waveformRows =
      hasSpectrogram ? min(14, max(Self.leastWaveform, share)) : high >= Self.leastWaveform ? high : 0
    let spectrogramRows = hasSpectrogram ? high - timelineRows - waveformRows : 0
    func rows(_ offset: Int, _ count: Int) -> Rect? {
      count > 0 ? Rect(x: area.x, y: area.y + offset, width: area.width, height: count) : nil
    }
    waveform = rows(0, waveformRows)
    spectrogram = rows(waveformRows, spectrogramRows)
    timeline = rows(waveformRows + spectrogramRows, timelineRows)
  }

  private mutating func layRight(_ area: Rect, labelCount: Int) {
    let verdictRows = area.height >= 26 ? 5 : 0
    let isSpaced = area.height >= verdictRows + 2 * labelCount + 1 + 16
    let wanted = isSpaced ? 2 * labelCount + 1 : labelCount + 2
    let least =
      Self.leastWaveform + Self.leastSpectrogram + Self.leastTimeline
    let hasUtterances = area.height >= max(least, min(wanted, 10) + Self.leastUtterances)
    let room = area.height - verdictRows - (hasUtterances ? Self.leastUtterances : 0)
    let barRows = hasUtterances ? min(wanted, room) : room
    func rows(_ offset: Int, _ count: Int) -> Rect {
      Rect(x: area.x, y: area.y + offset, width: area.width, height: count)
    }
    if verdictRows > 0 { verdict = rows(0, verdictRows) }
    probabilities = rows(verdictRows, barRows)
    if hasUtterances { utterances = rows(verdictRows + barRows, area.height - verdictRows - barRows) }
  }

  private mutating func layStack(_ body: Rect, labelCount: Int) {
    let barRows = min(labelCount + 2, body.height)
    var rest = body.height - barRows
    let waveformRows = rest >= Self.leastWaveform ? Self.leastWaveform : 0
    rest -= waveformRows
    let spectrogramRows = rest >= Self.leastSpectrogram ? Self.leastSpectrogram : 0
    rest -= spectrogramRows
    let timelineRows = spectrogramRows > 0 && rest >= Self.leastTimeline ? Self.leastTimeline : 0
    rest -= timelineRows
    let utteranceRows = timelineRows > 0 && rest >= Self.leastUtterances ? rest : 0
    rest -= utteranceRows
    var y = body.y
    func take(_ count: Int) -> Rect? {
      guard count > 0 else { return nil }
      defer { y += count }
      return Rect(x: body.x, y: y, width: body.width, height: count)
    }
    // What no panel asked for goes to the tallest picture there is.
    waveform = take(waveformRows + (spectrogramRows == 0 && waveformRows > 0 ? rest : 0))
    spectrogram = take(spectrogramRows + (spectrogramRows > 0 ? rest : 0))
    probabilities = take(barRows)
    timeline = take(timelineRows)
    utterances = take(utteranceRows)
  }
}
