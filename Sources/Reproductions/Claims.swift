extension Claim {
  /// Every claim, in the order of the systems.
  static let all: [Claim] =
    [
      Claim(
        system: "A", title: "Co-LSTM on MFCC, 8 emotions; RAVDESS + TESS", claimed: "86.7", bar: 0.867,
        report: "a-random", expectedMinutes: 2),
      Claim(
        system: "B", title: "four 2-D LFLBs + LSTM, 6 emotions; EmoDB", claimed: "95.3", bar: 0.953,
        report: "b-2d-emodb-random", expectedMinutes: 10),
      Claim(
        system: "B", title: "four 1-D LFLBs + LSTM on samples; EmoDB", claimed: "–",
        report: "b-1d-emodb-random", expectedMinutes: 15),
      Claim(
        system: "B", title: "four 2-D LFLBs + LSTM; RAVDESS", claimed: "–",
        report: "b-2d-ravdess-random", expectedMinutes: 28),
      Claim(
        system: "B", title: "four 2-D LFLBs + LSTM; SAVEE", claimed: "–",
        report: "b-2d-savee-random", expectedMinutes: 9),
    ] + systemC
    + [
      Claim(
        system: "D", title: "CNN-LSTM, 471 431 weights; TESS", claimed: "98.2", bar: 0.982,
        report: "d-tess-random", expectedMinutes: 6),
      Claim(
        system: "D", title: "the same; TESS + RAVDESS + SAVEE", claimed: "78", bar: 0.78,
        report: "d-combined-random", expectedMinutes: 9),
      Claim(
        system: "E", title: "LSTM, 12 classes, binary cross-entropy; SAVEE + RAVDESS + TESS",
        claimed: "92.3 (single outputs)", bar: 0.923, measure: .binaryAccuracy, report: "e-binary-random",
        expectedMinutes: 3),
      Claim(
        system: "E", title: "the same, categorical cross-entropy", claimed: "–",
        report: "e-categorical-random", expectedMinutes: 3),
    ]

  private static let systemC: [Claim] =
    [
      ("cnn1", "CNN, 2 convolutions", "89.20", nil, 2), ("cnn2", "CNN, 3 convolutions", "86.89", nil, 3),
      ("cnn3", "CNN, 3 convolutions", "90.46", nil, 3), ("cnn4", "CNN, 4 convolutions", "90.94", nil, 4),
      ("cnn-lstm-1", "2 convolutions + 1 LSTM", "90.35", nil, 3),
      ("cnn-lstm-2", "2 convolutions + 2 LSTM", "90.38", nil, 4),
      ("cnn-lstm-3", "3 convolutions + 2 LSTM", "92.04", nil, 4),
      ("cnn-lstm-4", "4 convolutions + 2 LSTM", "92.21", 0.92, 5),
      ("custom", "two branches + 2 LSTM, Adamax", "96.48", 0.95, 17),
    ].map { name, title, claimed, bar, minutes in
      Claim(
        system: "C", title: title + (name == "cnn1" ? "; RAVDESS + TESS + EmoDB, 7 emotions" : ""),
        claimed: claimed, bar: bar, report: "c-\(name)-random", expectedMinutes: minutes)
    }
    + [
      ("adam", "Adam", "95.74"), ("rmsprop", "RMSprop", "96.18"), ("sgd", "SGD", "91.55"),
      ("adagrad", "Adagrad", "76.85"), ("adadelta", "Adadelta", "40.85"), ("nadam", "Nadam", "96.02"),
    ].map { name, title, claimed in
      Claim(
        system: "C", title: "two branches + 2 LSTM, \(title)", claimed: claimed,
        report: "c-custom-\(name)-random", expectedMinutes: 17)
    }
}

extension Independent {
  /// Every speaker-independent figure, in the order of the systems.
  static let all = [
    Independent(
      system: "–", title: "liveser's own network", report: "default-ravdess-cv", expectedMinutes: 23),
    Independent(system: "A", title: "Co-LSTM on MFCC", report: "a-ravdess-cv", expectedMinutes: 3),
    Independent(
      system: "B", title: "four 2-D LFLBs + LSTM", report: "b-2d-emodb-cv", expectedMinutes: 40),
    Independent(
      system: "C", title: "4 convolutions + 2 LSTM", report: "c-cnn-lstm-4-ravdess-cv", expectedMinutes: 6),
    Independent(
      system: "C", title: "two branches + 2 LSTM, Adamax", report: "c-custom-ravdess-cv", expectedMinutes: 15),
    Independent(
      system: "D", title: "CNN-LSTM, 471 431 weights", report: "d-ravdess-cv", expectedMinutes: 12),
    Independent(
      system: "E", title: "LSTM, 12 classes, binary cross-entropy", report: "e-binary-ravdess-cv",
      expectedMinutes: 4),
    Independent(
      system: "E", title: "LSTM, 12 classes, categorical cross-entropy", report: "e-categorical-ravdess-cv",
      expectedMinutes: 4),
  ]
}
