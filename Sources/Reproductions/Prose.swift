import Training

/// The sentences of the page that no report can say.
enum Prose {
  static let opening = """
    # Five published systems, trained and measured here

    Each system is a recipe in [models/recipes](../models/recipes), trained with `liveser train`, run by the same
    recogniser as liveser's own network, on files and live. This page puts what was claimed beside what we measure. It is
    made by `make reproductions` from the reports in [models/reports](../models/reports); a test checks that nobody has
    edited a figure.

    Two accuracies stand in the first table. *Whole clips* is what published figures are: the network's answer to the
    file as it lies. *Recogniser* is what a user gets, in a file or on a microphone: a speech gate finds the utterances, the
    network judges them, and a file's verdict is the mean of its utterances'. Random splits share speakers, and mostly
    sentences, between training and test: their figures do not hold for a new voice.
    """

  static let tried = """
    What was chosen where the originals say nothing, and what was tried, is in
    [decision 0021](decisions/0021-where-the-originals-are-silent.md). Of the systems, nothing was chosen by the test clips of
    the tables. Why bars are missed, and how some are reached:

    - **B.** EmoDB lies here as 408 clips of eight speakers, cut to two seconds; the original has 535 of ten. The network knows
      every training clip after seven epochs, and nothing in it holds it back. Noisy copies are made of training clips alone;
      copies made before the split would put nearly every test clip into the training data, and the bar would be reached (see
      below). On samples, filled up with silence to four seconds, the 1-D network had learnt nothing (28.2 %, every clip told as
      angry); it hears clips at their own length now. RAVDESS's, which begin and end with a second of silence, it hardly learns:
      its LSTM goes over 250 steps of them.
    - **C.** The 96 % stand on 55 611 clips of which many are there twice (see below). Here no recording is on both sides, and
      3139 clips are learnt from, a tenth of them held for early stopping by the two branches. Four convolutions and two LSTMs
      know 96 % of them after 100 epochs; of the test clips their recall is 99 % on TESS, two voices and one sentence, 56 % on
      EmoDB and 47 % on RAVDESS, twenty voices.
    - **D.** Reached with max pooling after each convolution, which the parameter count neither asks for nor forbids; without it
      the LSTMs had 189 steps to go over, and 92 % of the clips of TESS were told. Of its 471 431 parameters 896 are statistics of
      batch normalisation, which cards do not count.
    - **E.** Answering *no* to all twelve questions is right 91.7 % of the time. The bar is therefore no feat; the accuracy over
      the twelve classes stands beside it.

    The two accuracies once lay far apart: D, then without pooling, told 93.0 % of whole clips of TESS and 74.6 % of them
    through the recogniser. The twelve highest mel bands, over 8 kHz, are empty in these corpora but for a click at the end
    of a file, and standardisation made that click as important as all else. The recogniser stops less than 20 ms before
    the end: 30 of 100 clips moved by more than one deviation there, the furthest by 636. Such bands are no longer scaled up
    ([decision 0025](decisions/0025-empty-bands.md)).
    """

  static let independent = """
    The same networks, trained without the test speakers. This is what a new voice may expect. Classes differ: A and
    liveser's own network tell eight (RAVDESS's calm among them), C and D seven, B six, E twelve (six emotions of two sexes).

    While liveser's own recipe was chosen, all folds of `joint-cv` but the last were looked at, and the first and the third of
    `ravdess-cv`. Learnt from all corpora, as shipped, it also has people who read to tell from actors
    ([its card](../models/liveser-default.md)). The first row's figures were made by another program.
    """

  static let changedSound = """
    UAR of the same networks in per cent on test clips whose sound was changed, with recordings of noises and rooms that no
    training heard, though of the same ten kinds of sound and of one home: noise at 20 and at 10 dB below the speech, 20 dB
    quieter and louder without clipping, 300 to 3400 Hz alone, a small room. Those of runs whose reports were kept without it are
    in [decision 0031](decisions/0031-levels-and-corpora.md) and in [the default model's card](../models/liveser-default.md).
    """

  static let detection = """
    A sound gets no verdict where its probability of no speech is over a threshold. The one that ships is 0.10; all other figures
    of this page are taken at 0.50.
    """

  /// What stands over the runs on the default model's card.
  static let card = """
    UAR over the folds of each run and its deviation, in per cent; the commands and the figures on other sound are in
    [docs/reproductions.md](../docs/reproductions.md) and [decision 0031](../docs/decisions/0031-levels-and-corpora.md).
    `ravdess-cv` learns from RAVDESS alone, `leave-one-corpus-out` tests a corpus, in six emotions, by the training that has
    not heard it; its first run was made by a version whose networks kept two outputs that no clip was ever told as.
    """

  static let openSmileRow = [
    "–", "openSMILE ComParE + linear SVM", "8", "`ravdess-cv`", "57.0 ± 8.2", "–", "68.0 61.3 46.1 55.1 54.3",
  ]

  static let leaks = """
    `liveser evaluate` compares test clips with training clips before it trains: recordings by content, speakers and
    sentences by name.
    """

  /// What the check finds in data like those of system C.
  static func renamed(_ leaks: SavedReport.Leaks) -> String {
    """
    System C's 96 % stand on a random split of data in which one corpus is mostly RAVDESS under new names, so that the same
    recordings are learnt from and tested. The same made here: clips of RAVDESS copied under names that say nothing, as a
    corpus of its own with speakers of its own, tested by a network that learnt from RAVDESS. By name nothing is shared; by
    content the check finds \(leaks.copiedTestClipCount) of the \(leaks.testClipCount) test clips among the training clips. A
    random split keeps such copies on one side.
    """
  }

  /// What system B tells where its noisy copies are made before the split; nil where whole clips were not scored.
  ///
  /// - Parameter apart: the same network where copies are made of training clips alone.
  static func copiesBeforeSplit(_ report: SavedReport, apart: SavedReport?) -> String? {
    guard let accuracy = report.wholeClipAccuracy, let leaks = report.leaks,
      let before = apart?.wholeClipAccuracy
    else { return nil }
    return """
      What such a split gives (`research/copies_before_split.py`): with B's noisy copies of EmoDB made before it, the 2-D network
      tells \(percent(accuracy)) % of whole test clips instead of \(percent(before)). Nearly each has other versions of itself among what is
      learnt from; the check recognises \(leaks.copiedTestClipCount) of \(leaks.testClipCount), noise or not. In which order the original did it is not known.
      """
  }

  /// What system C's 4 convolutions and 2 LSTMs tell where RAVDESS is there twice; nil where whole clips were not scored.
  ///
  /// - Parameter apart: the same network where it is there once.
  static func renamedBeforeSplit(_ report: SavedReport, apart: SavedReport?) -> String? {
    guard let accuracy = report.wholeClipAccuracy, let leaks = report.leaks,
      let before = apart?.wholeClipAccuracy
    else { return nil }
    return """
      With RAVDESS there twice, the second time under other names, C's four convolutions and two LSTMs tell \(percent(accuracy)) % instead
      of \(percent(before)); \(leaks.copiedTestClipCount) of \(leaks.testClipCount) test clips are recordings that were also learnt from.
      """
  }

  static let costs = """
    The last three reports lie in `research`. Random splits and weights have the seed given. Processor minutes are those of the threads together; wall-clock
    minutes were taken on a machine that did other things too. `corpora` stands for the folder of the corpora, `read` for that of people who
    read (`scripts/fetch-read-speech`).
    """

  /// Where the commands look for the corpora.
  static let data = "corpora"

  static let missing =
    "Nothing is claimed of these. `make reports` runs them one after the other and keeps their reports."

  /// The command as anybody would type it: without the report's folder, however the option is written.
  static func command(_ command: String) -> String {
    var kept: [Substring] = []
    var isFolder = false
    for word in words(of: command) {
      let name = word.prefix { $0 != "=" }
      if isFolder {
        isFolder = false
      } else if name.hasPrefix("--rep"), "--report".hasPrefix(name) {
        isFolder = name == word
      } else {
        kept.append(word)
      }
    }
    return kept.joined(separator: " ")
  }

  /// The words of a command, those in quotes whole.
  private static func words(of command: String) -> [Substring] {
    var isQuoted = false
    return command.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == " " && !isQuoted
    }
  }

  static func study(_ study: Study) -> String {
    guard let forest = study.row("random forest", "random-75-25") else { return "" }
    let isReached = forest.test.accuracy >= 0.9107 - 0.03
    return """
      Published for the random forest, the best of them: 91.07 %. Here: \(percent(forest.test.accuracy)) %; within three points
      of it: \(isReached ? "yes" : "**no**"). As for C's networks, nearly all that is missing is RAVDESS, most of whose clips the
      original had twice.
      """
  }
}
