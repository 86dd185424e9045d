extension Claim {
  /// Every claim, in the order of the systems.
  static let all: [Claim] = systemsAB + systemC + optimizers + systemsDE

  private static let systemsAB: [Claim] =
    [
      Claim(
        system: "A", title: "Co-LSTM on MFCC, 8 emotions; RAVDESS + TESS", claimed: "86.7", bar: 0.867,
        trial: Trial(
          report: "a-random", recipe: "system-a-co-lstm", protocolName: "random-80-20",
          corpora: ["ravdess", "tess"], expectedMinutes: 2))
    ]
    + [
      ("2d", "emodb", "four 2-D LFLBs + LSTM, 6 emotions; EmoDB", "95.3", 0.953, 10),
      ("2d", "ravdess", "the same; RAVDESS", "–", nil, 28), ("2d", "savee", "the same; SAVEE", "–", nil, 9),
      ("1d", "emodb", "four 1-D LFLBs + LSTM on samples; EmoDB", "–", nil, 19),
      ("1d", "ravdess", "the same; RAVDESS", "–", nil, 80), ("1d", "savee", "the same; SAVEE", "–", nil, 33),
    ].map { kind, corpus, title, claimed, bar, minutes in
      Claim(
        system: "B", title: title, claimed: claimed, bar: bar,
        trial: Trial(
          report: "b-\(kind)-\(corpus)-random", recipe: "system-b-\(kind)", protocolName: "random-80-20",
          corpora: [corpus], expectedMinutes: minutes))
    }

  /// What the networks of C learnt from, as far as it can be had.
  private static let corporaOfC = ["ravdess", "tess", "emodb"]

  private static let systemC: [Claim] = [
    ("cnn1", "CNN, 2 convolutions; RAVDESS + TESS + EmoDB, 7 emotions", "89.20", nil, 2),
    ("cnn2", "the same, 3 convolutions, dropout 0.25", "86.89", nil, 3),
    ("cnn3", "the same, 3 convolutions", "90.46", nil, 3),
    ("cnn4", "the same, 4 convolutions", "90.94", nil, 4),
    ("cnn-lstm-1", "2 convolutions + 1 LSTM", "90.35", nil, 3),
    ("cnn-lstm-2", "2 convolutions + 2 LSTM", "90.38", nil, 4),
    ("cnn-lstm-3", "3 convolutions + 2 LSTM", "92.04", nil, 4),
    ("cnn-lstm-4", "4 convolutions + 2 LSTM", "92.21", 0.92, 5),
    ("custom", "two branches + 2 LSTM, Adamax", "96.48", 0.95, 17),
  ].map { name, title, claimed, bar, minutes in
    Claim(
      system: "C", title: title, claimed: claimed, bar: bar,
      trial: Trial(
        report: "c-\(name)-random", recipe: "system-c-\(name)", protocolName: "random-75-25",
        corpora: corporaOfC, expectedMinutes: minutes))
  }

  private static let optimizers: [Claim] = [
    ("adam", "Adam", "95.74"), ("rmsprop", "RMSprop", "96.18"), ("sgd", "SGD", "91.55"),
    ("adagrad", "Adagrad", "76.85"), ("adadelta", "Adadelta", "40.85"), ("nadam", "Nadam", "96.02"),
  ].map { name, title, claimed in
    Claim(
      system: "C", title: "two branches + 2 LSTM, \(title)", claimed: claimed,
      trial: Trial(
        report: "c-custom-\(name)-random", recipe: "system-c-custom", protocolName: "random-75-25",
        corpora: corporaOfC, options: ["--optimizer", name], expectedMinutes: 17))
  }

  private static let systemsDE: [Claim] =
    [
      ("tess", ["tess"], "CNN-LSTM, 471 431 parameters; TESS", "98.2", 0.982, 4),
      ("combined", ["tess", "ravdess", "savee"], "the same; TESS + RAVDESS + SAVEE", "78", 0.78, 5),
    ].map { name, corpora, title, claimed, bar, minutes in
      Claim(
        system: "D", title: title, claimed: claimed, bar: bar,
        trial: Trial(
          report: "d-\(name)-random", recipe: "system-d", protocolName: "random-80-20", corpora: corpora,
          expectedMinutes: minutes))
    }
    + [
      (
        "binary", "LSTM, 12 classes, binary cross-entropy; SAVEE + RAVDESS + TESS", "92.3 of single outputs",
        0.923
      ), ("categorical", "the same, categorical cross-entropy", "–", nil),
    ].map { kind, title, claimed, bar in
      Claim(
        system: "E", title: title, claimed: claimed, bar: bar, measure: .binaryAccuracy,
        trial: Trial(
          report: "e-\(kind)-random", recipe: "system-e-\(kind)", protocolName: "random-80-20",
          corpora: ["ravdess", "savee", "tess"], expectedMinutes: 3))
    }
}

extension Independent {
  /// Every speaker-independent figure: liveser's own, then the systems in their order.
  static let all = shippedAlone + shipped + unheardCorpus + alone

  /// The shipped recipe, trained on all corpora; of its test clips those of two that the systems were tested on.
  private static let shipped: [Independent] =
    [("ravdess", "RAVDESS"), ("emodb", "EmoDB")].flatMap { (corpus: String, title: String) -> [Independent] in
      seeds(upTo: 2).map { seed in
        Independent(
          system: "–", title: seed.text ?? "liveser's default, learnt from all corpora, tested on \(title)",
          trial: Trial(
            report: "default-joint-cv\(seed.suffix)", recipe: "default", protocolName: "joint-cv",
            corpora: ["ravdess", "emodb", "savee", "tess", "noise", "rooms"],
            options: ["--data", "read", "--conditions", conditions] + seed.options, expectedMinutes: 215),
          corpus: corpus)
      }
    }

  /// The shipped recipe, trained on RAVDESS alone, as the systems were.
  private static let shippedAlone = seeds(upTo: 2).map { seed in
    Independent(
      system: "–", title: seed.text ?? "liveser's default, learnt from RAVDESS alone",
      trial: Trial(
        report: "default-ravdess-cv\(seed.suffix)", recipe: "default", protocolName: "ravdess-cv",
        corpora: ["ravdess", "noise", "rooms"], options: ["--conditions", conditions] + seed.options,
        expectedMinutes: 95))
  }

  /// Changes of the test sound that the shipped recipe is tested under.
  private static let conditions = "noise20,noise10,quiet,loud,telephone,room"

  /// Runs of the same from several seeds: how their rows are called but for the first, how their reports end, and what the command
  /// has besides.
  private static func seeds(upTo last: Int) -> [(text: String?, suffix: String, options: [String])] {
    [(nil, "", [])] + (1...last).map { ("the same, seed \($0)", "-seed-\($0)", ["--seed", "\($0)"]) }
  }

  /// The shipped recipe, trained on three corpora and readers and tested on the fourth, in turn.
  private static let unheardCorpus = seeds(upTo: 2).map { seed in
    Independent(
      system: "–",
      title: seed.text
        ?? "liveser's default, tested in turn on EmoDB, RAVDESS, SAVEE and TESS, learnt from the other three",
      trial: Trial(
        report: "default-leave-one-corpus-out\(seed.suffix)", recipe: "default",
        protocolName: "leave-one-corpus-out",
        corpora: ["ravdess", "emodb", "savee", "tess", "noise", "rooms"],
        options: ["--data", "read"] + seed.options, expectedMinutes: 135))
  }

  /// What was trained on the corpus that it was tested on, alone.
  private static let alone: [Independent] = [
    ("A", "Co-LSTM on MFCC", "a", "system-a-co-lstm", "ravdess", 3),
    ("B", "four 2-D LFLBs + LSTM", "b-2d", "system-b-2d", "emodb", 40),
    ("C", "CNN, 2 convolutions", "c-cnn1", "system-c-cnn1", "ravdess", 2),
    ("C", "CNN, 3 convolutions, dropout 0.25", "c-cnn2", "system-c-cnn2", "ravdess", 3),
    ("C", "CNN, 3 convolutions", "c-cnn3", "system-c-cnn3", "ravdess", 3),
    ("C", "CNN, 4 convolutions", "c-cnn4", "system-c-cnn4", "ravdess", 4),
    ("C", "2 convolutions + 1 LSTM", "c-cnn-lstm-1", "system-c-cnn-lstm-1", "ravdess", 3),
    ("C", "2 convolutions + 2 LSTM", "c-cnn-lstm-2", "system-c-cnn-lstm-2", "ravdess", 4),
    ("C", "3 convolutions + 2 LSTM", "c-cnn-lstm-3", "system-c-cnn-lstm-3", "ravdess", 5),
    ("C", "4 convolutions + 2 LSTM", "c-cnn-lstm-4", "system-c-cnn-lstm-4", "ravdess", 6),
    ("C", "two branches + 2 LSTM, Adamax", "c-custom", "system-c-custom", "ravdess", 15),
    ("D", "CNN-LSTM, 471 431 parameters", "d", "system-d", "ravdess", 7),
    ("E", "LSTM, 12 classes, binary cross-entropy", "e-binary", "system-e-binary", "ravdess", 4),
    ("E", "the same, categorical cross-entropy", "e-categorical", "system-e-categorical", "ravdess", 4),
  ].map { system, title, report, recipe, corpus, minutes in
    Independent(
      system: system, title: title,
      trial: Trial(
        report: "\(report)-\(corpus)-cv", recipe: recipe, protocolName: "\(corpus)-cv", corpora: [corpus],
        expectedMinutes: minutes))
  }
}

extension Trial {
  /// Every run that the page asks for, once.
  static let all: [Trial] = {
    var names: Set<String> = []
    return (Claim.all.map(\.trial) + Independent.all.map(\.trial)).filter { names.insert($0.report).inserted }
  }()
}
