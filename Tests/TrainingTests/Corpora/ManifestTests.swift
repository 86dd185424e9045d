import Testing

@testable import Training

@Suite struct ManifestTests {
  @Test("quoted fields may hold commas, quotes and line ends; lines are still counted")
  func quoting() throws {
    let table = try CSVTable("\u{FEFF}a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\r\n\r\nlast,\"\"\n")
    #expect(
      table.rows == [
        .init(line: 1, fields: ["a", "b"]), .init(line: 2, fields: ["x, \"y\"", "1\n2"]),
        .init(line: 5, fields: ["last", ""]),
      ])
    #expect(try CSVTable("").rows.isEmpty)
    #expect(try CSVTable("a,").rows == [.init(line: 1, fields: ["a", ""])])
  }

  @Test("broken quoting is named with its line")
  func brokenQuoting() {
    #expect(throws: CSVTable.Failure(line: 2, expected: "a closing quote", found: "the end of the file")) {
      try CSVTable("a,b\n1,\"2\n3\n")
    }
    #expect(throws: CSVTable.Failure.self) { try CSVTable("a\n\"1\"2\n") }
    #expect(throws: CSVTable.Failure.self) { try CSVTable("a\n1\"2\n") }
  }

  @Test("paths are relative to the manifest, and speakers are unique to the corpus")
  func rows() throws {
    let folder = try TemporaryFolder()
    try folder.write("Mine/one, two.wav")
    try folder.write("Mine/n.wav")
    try folder.write("Mine/r.wav")
    try folder.write("Mine/s.wav")
    let path = try folder.write(
      "Mine/manifest.csv",
      "emotion,path,speaker,seconds,corpus,gender\nJoy,\"one, two.wav\",anna,1.5,,F\n,n.wav,,,noise,\n,r.wav,,,rooms,\n,s.wav,x,,talk,\n"
    )
    let manifest = try Manifest(path: path)
    let clip = try #require(manifest.clips.first)
    #expect(manifest.clips.count == 1)
    #expect(clip.path == folder.path + "/Mine/one, two.wav")
    #expect(
      clip.corpus == "mine" && clip.speaker == "mine-anna" && clip.gender == .female && clip.seconds == 1.5)
    #expect(clip.emotion == "Joy" && LabelMap.canonical.label(of: clip) == "happy")
    #expect(manifest.noise.count == 1 && manifest.rooms.count == 1 && manifest.unlabelled.count == 1)
  }

  @Test(
    "a wrong line is named with what was expected",
    arguments: [
      ("path,speaker\nx.wav,a\n", 1, "a header with the columns path and emotion"),
      ("", 1, "a header with the columns path and emotion"),
      ("path,emotion,path\n", 1, "each column once"),
      ("path,emotion\nx.wav,sad\nx.wav\n", 3, "2 fields, as in the header"),
      ("path,emotion\nx.wav,sad\n,sad\n", 3, "a path"),
      ("path,emotion\nabsent.wav,sad\n", 2, "the path of a file"),
      ("path,emotion,seconds\nx.wav,sad,long\n", 2, "seconds as a positive number"),
      ("path,emotion,seconds\nx.wav,sad,nan\n", 2, "seconds as a positive number"),
      ("path,emotion,gender\nx.wav,sad,blue\n", 2, "female, male, other or unknown"),
      ("path,emotion\nx.wav,\"sad\n", 2, "a closing quote"),
    ])
  func wrongLine(text: String, line: Int, expected: String) throws {
    let folder = try TemporaryFolder()
    try folder.write("x.wav")
    let path = try folder.write("list.csv", text)
    do throws(TrainingError) {
      _ = try Manifest(path: path)
      Issue.record("no error")
    } catch {
      guard case .manifest(path, line, expected, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }
}
