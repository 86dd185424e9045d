/// What the program is called and which version it is.
enum Program {
  static let name = "liveser"
  static let version = "0.1.0"
  static let summary = "live speech emotion recognition in the terminal"
}
