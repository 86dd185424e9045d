import Testing

/// What the dashboard may be at when a signal comes.
struct DashboardMode: Sendable, CustomTestStringConvertible {
  var testDescription: String
  /// Keys that lead there, as tmux names them.
  var keys: [String]
  /// What is on the screen then.
  var shows: String
  var needsHour = false

  static let all = [
    DashboardMode(testDescription: "recording", keys: ["Space"], shows: "REC 00:0"),
    DashboardMode(testDescription: "prompt", keys: ["o"], shows: "open a file"),
    DashboardMode(
      testDescription: "judging a file", keys: ["o", "~/hour.wav", "Enter"], shows: "listening to a file",
      needsHour: true),
    DashboardMode(testDescription: "devices", keys: ["d"], shows: "choose a device"),
    DashboardMode(testDescription: "models", keys: ["m"], shows: "choose a model"),
    DashboardMode(testDescription: "help", keys: ["?"], shows: "─ keys ─"),
    DashboardMode(testDescription: "paused", keys: ["p"], shows: " paused "),
    DashboardMode(
      testDescription: "result", keys: ["o", "share/demo.flac", "Enter"], shows: "─ result ─"),
  ]
}
