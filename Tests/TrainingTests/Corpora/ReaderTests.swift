import Testing

@testable import Training

@Suite struct ReaderTests {
  private func read(_ reader: some CorpusReader, _ path: String) -> Clip? {
    var reader = reader
    guard case .clip(let clip) = reader.read(FilePath(path)) else { return nil }
    return clip
  }

  @Test("RAVDESS names tell emotion, intensity, sentence, actor and gender")
  func ravdess() throws {
    let clip = try #require(read(RAVDESSReader(), "/x/Actor_12/03-01-06-02-02-01-12.wav"))
    #expect(clip.speaker == "ravdess-12" && clip.gender == .female && clip.language == "en")
    #expect(clip.emotion == "fearful" && clip.intensity == "strong" && clip.sentence == "ravdess-02")
    #expect(read(RAVDESSReader(), "03-01-09-02-02-01-12.wav") == nil)
    #expect(read(RAVDESSReader(), "03-01-06-02-02-12.wav") == nil)
  }

  @Test("RAVDESS song and the sound of videos stay out")
  func ravdessSong() {
    var speechOnly = RAVDESSReader()
    #expect(speechOnly.read(FilePath("03-02-03-01-02-01-07.wav")) == .skipped(.song))
    #expect(speechOnly.read(FilePath("01-01-03-01-02-01-07.wav")) == .skipped(.videoSound))
  }

  @Test(
    "TESS names are read in any folder, the misnamed one too",
    arguments: [
      ("OAF_back_angry", "tess-OAF", "angry", "tess-back"),
      ("YAF_pleasant_surprised/YAF_base_ps", "tess-YAF", "ps", "tess-base"),
      ("a/b/OA_bite_neutral", "tess-OAF", "neutral", "tess-bite"),
      ("YAF_home_fear", "tess-YAF", "fear", "tess-home"),
    ])
  func tess(path: String, speaker: String, emotion: String, sentence: String) throws {
    let clip = try #require(read(TESSReader(), path + ".wav"))
    #expect(clip.speaker == speaker && clip.emotion == emotion && clip.sentence == sentence)
    #expect(read(TESSReader(), "XAF_back_angry.wav") == nil)
  }

  @Test("SAVEE is read with the speaker in the name or in the folder")
  func savee() throws {
    let flat = try #require(read(SAVEEReader(), "DC_sa07.wav"))
    let nested = try #require(read(SAVEEReader(), "AudioData/DC/sa07.wav"))
    #expect(flat.speaker == "savee-DC" && flat.emotion == "sadness" && flat.sentence == "savee-sa07")
    #expect(
      nested.speaker == flat.speaker && nested.emotion == flat.emotion && nested.sentence == flat.sentence)
    #expect(read(SAVEEReader(), "JK_su15.wav")?.emotion == "surprise")
    #expect(read(SAVEEReader(), "music/a01.wav") == nil)
  }

  @Test("EmoDB names give the German initial's emotion and the speaker's gender")
  func emodb() throws {
    let clip = try #require(read(EmoDBReader(), "wav/03a01Fa.wav"))
    #expect(clip.speaker == "emodb-03" && clip.gender == .male && clip.language == "de")
    #expect(clip.emotion == "happiness" && clip.sentence == "emodb-a01")
    let words = "WLEAFTN".map { read(EmoDBReader(), "16b09\($0)b.wav")?.emotion ?? "" }
    #expect(
      words.map(Emotion.normalized) == ["angry", "boredom", "disgust", "fearful", "happy", "sad", "neutral"])
    #expect(read(EmoDBReader(), "04a01Fa.wav") == nil)
    #expect(read(EmoDBReader(), "03c01Fa.wav") == nil)
  }

  @Test("CREMA-D takes the actors' sex from the table beside the audio")
  func cremad() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "VideoDemographics.csv",
      "\"ActorID\",\"Age\",\"Sex\",\"Race\",\"Ethnicity\"\n1001,51,\"Male\",\"Caucasian\",\"Not Hispanic\"\n1002,21,\"Female\",\"Caucasian\",\"Not Hispanic\"\n"
    )
    var reader = CREMADReader()
    guard case .clip(let man) = reader.read(FilePath(folder.path + "/AudioWAV/1001_DFA_ANG_XX.wav")),
      case .clip(let woman) = reader.read(FilePath(folder.path + "/AudioWAV/1002_IEO_SAD_HI.wav"))
    else {
      Issue.record("CREMA-D names were not recognised")
      return
    }
    #expect(man.gender == .male && man.speaker == "cremad-1001" && man.emotion == "anger")
    #expect(woman.gender == .female && woman.intensity == "high" && woman.sentence == "cremad-IEO")
    #expect(read(CREMADReader(), "/nowhere/1003_TSI_FEA_XX.wav")?.gender == nil)
    #expect(read(CREMADReader(), "1003_ABC_FEA_XX.wav") == nil)
  }

  @Test("ESD takes the emotion from the folder, else from the number, and the language from the speaker")
  func esd() throws {
    let mandarin = try #require(read(ESDReader(), "0001/Angry/0001_000351.wav"))
    let english = try #require(read(ESDReader(), "0011/Surprise/train/0011_001500.wav"))
    let plain = try #require(read(ESDReader(), "wavs/0020_000702.wav"))
    #expect(mandarin.language == "zh" && mandarin.emotion == "angry" && mandarin.sentence == "esd-zh-001")
    #expect(english.language == "en" && english.emotion == "surprise" && english.gender == .male)
    #expect(plain.emotion == "happy" && plain.sentence == "esd-en-002")
    #expect(read(ESDReader(), "0021_000001.wav") == nil)
    #expect(read(ESDReader(), "0001_001751.wav") == nil)
  }

  @Test("IEMOCAP takes labels from the dialogue's evaluation file, and the speaker from the turn")
  func iemocap() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "Session1/dialog/EmoEvaluation/Ses01F_impro01.txt",
      """
      % [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]

      [6.2901 - 8.2357]\tSes01F_impro01_F000\tneu\t[2.5000, 2.5000, 2.5000]
      C-E2:\tNeutral;\t()
      [10.01 - 11.39]\tSes01F_impro01_M001\texc\t[2.5000, 2.5000, 2.5000]

      """)
    var reader = IEMOCAPReader()
    let wav = folder.path + "/Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_"
    guard case .clip(let woman) = reader.read(FilePath(wav + "F000.wav")),
      case .clip(let man) = reader.read(FilePath(wav + "M001.wav"))
    else {
      Issue.record("IEMOCAP names were not recognised")
      return
    }
    #expect(woman.speaker == "iemocap-01F" && woman.gender == .female && woman.emotion == "neutral")
    #expect(man.speaker == "iemocap-01M" && man.gender == .male && man.emotion == "excited")
    #expect(reader.read(FilePath(wav + "M009.wav")) == .skipped(.labelMissing))
  }

  @Test(
    "names read by file name agree with the manifest", .enabled(if: TestCorpora.isThere, TestCorpora.reason))
  func agreesWithManifest() throws {
    let listed = try TestCorpora.loaded().clips
    let folders = try ["ravdess", "tess", "savee", "emodb"].map { try TestCorpora.path($0) }
    let named = try ClipCollection.load(paths: folders)
    #expect(named.clips.count == 1200 + 2798 + 360 + 408)
    let byPath = Dictionary(uniqueKeysWithValues: listed.map { ($0.path, $0) })
    for clip in named.clips {
      let other = try #require(byPath[clip.path])
      #expect(clip.speaker == other.speaker && clip.gender == other.gender && clip.language == other.language)
      #expect(clip.emotion.map(Emotion.normalized) == other.emotion.map(Emotion.normalized))
      #expect(
        clip.corpus == other.corpus && clip.sentence == other.sentence && clip.intensity == other.intensity)
    }
  }
}
