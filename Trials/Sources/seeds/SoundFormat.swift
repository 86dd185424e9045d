import CSndFile
import Foundation

/// A sound file of a few hundredths of a second.
struct SoundFormat {
  var name: String
  var code: Int
  var rate = 8000
  var channelCount = 1

  /// One file of every format that libsndfile writes, and of every encoding that is decoded in its own way.
  static let all: [SoundFormat] = [
    .init(name: "wav-16", code: SF_FORMAT_WAV | SF_FORMAT_PCM_16, channelCount: 2),
    .init(name: "wav-8", code: SF_FORMAT_WAV | SF_FORMAT_PCM_U8),
    .init(name: "wav-24", code: SF_FORMAT_WAV | SF_FORMAT_PCM_24, channelCount: 6),
    .init(name: "wav-float", code: SF_FORMAT_WAV | SF_FORMAT_FLOAT),
    .init(name: "wav-double", code: SF_FORMAT_WAV | SF_FORMAT_DOUBLE),
    .init(name: "wav-ulaw", code: SF_FORMAT_WAV | SF_FORMAT_ULAW),
    .init(name: "wav-ima", code: SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM),
    .init(name: "wav-ms", code: SF_FORMAT_WAV | SF_FORMAT_MS_ADPCM),
    .init(name: "wav-gsm", code: SF_FORMAT_WAV | SF_FORMAT_GSM610),
    .init(name: "wav-g721", code: SF_FORMAT_WAV | SF_FORMAT_G721_32),
    .init(name: "wav-nms", code: SF_FORMAT_WAV | SF_FORMAT_NMS_ADPCM_24),
    .init(name: "wavex", code: SF_FORMAT_WAVEX | SF_FORMAT_PCM_32, channelCount: 2),
    .init(name: "rf64", code: SF_FORMAT_RF64 | SF_FORMAT_PCM_16),
    .init(name: "w64", code: SF_FORMAT_W64 | SF_FORMAT_PCM_16),
    .init(name: "aiff", code: SF_FORMAT_AIFF | SF_FORMAT_PCM_16),
    .init(name: "aiff-float", code: SF_FORMAT_AIFF | SF_FORMAT_FLOAT),
    .init(name: "aiff-dwvw", code: SF_FORMAT_AIFF | SF_FORMAT_DWVW_16),
    .init(name: "au", code: SF_FORMAT_AU | SF_FORMAT_PCM_16),
    .init(name: "au-g723", code: SF_FORMAT_AU | SF_FORMAT_G723_24),
    .init(name: "caf", code: SF_FORMAT_CAF | SF_FORMAT_PCM_24),
    .init(name: "caf-alac", code: SF_FORMAT_CAF | SF_FORMAT_ALAC_16),
    .init(name: "flac", code: SF_FORMAT_FLAC | SF_FORMAT_PCM_16, channelCount: 2),
    .init(name: "ogg-vorbis", code: SF_FORMAT_OGG | SF_FORMAT_VORBIS, rate: 16_000),
    .init(name: "ogg-opus", code: SF_FORMAT_OGG | SF_FORMAT_OPUS, rate: 16_000),
    .init(name: "mp3", code: SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, rate: 16_000),
    .init(name: "voc", code: SF_FORMAT_VOC | SF_FORMAT_PCM_16),
    .init(name: "nist", code: SF_FORMAT_NIST | SF_FORMAT_PCM_16),
    .init(name: "svx", code: SF_FORMAT_SVX | SF_FORMAT_PCM_16),
    .init(name: "ircam", code: SF_FORMAT_IRCAM | SF_FORMAT_PCM_16),
    .init(name: "paf", code: SF_FORMAT_PAF | SF_FORMAT_PCM_24),
    .init(name: "avr", code: SF_FORMAT_AVR | SF_FORMAT_PCM_16),
    .init(name: "htk", code: SF_FORMAT_HTK | SF_FORMAT_PCM_16),
    .init(name: "mat4", code: SF_FORMAT_MAT4 | SF_FORMAT_PCM_16),
    .init(name: "mat5", code: SF_FORMAT_MAT5 | SF_FORMAT_DOUBLE),
    .init(name: "pvf", code: SF_FORMAT_PVF | SF_FORMAT_PCM_16),
    .init(name: "xi", code: SF_FORMAT_XI | SF_FORMAT_DPCM_16, rate: 44_100),
    .init(name: "wve", code: SF_FORMAT_WVE | SF_FORMAT_ALAW),
    .init(name: "mpc2k", code: SF_FORMAT_MPC2K | SF_FORMAT_PCM_16, rate: 44_100),
  ]

  enum Failure: Error {
    case notWritten(format: String, reason: String)
  }

  /// The file: a falling tone, different in every channel.
  func bytes() throws -> Data {
    let path = NSTemporaryDirectory() + "liveser-seed-\(getpid())"
    defer { unlink(path) }
    var info = SF_INFO()
    info.samplerate = Int32(rate)
    info.channels = Int32(channelCount)
    info.format = Int32(code)
    guard let handle = sf_open(path, Int32(SFM_WRITE), &info) else {
      throw Failure.notWritten(format: name, reason: String(cString: sf_strerror(nil)))
    }
    let frameCount = rate / 20
    var samples: [Float] = []
    for frame in 0..<frameCount {
      let time = Double(frame) / Double(rate)
      for channel in 0..<channelCount {
        samples.append(Float(0.5 * sin(2 * .pi * (900 - 6000 * time + 100 * Double(channel)) * time)))
      }
    }
    let written = sf_writef_float(handle, samples, sf_count_t(frameCount))
    sf_close(handle)
    guard written == frameCount else {
      throw Failure.notWritten(format: name, reason: "\(written) of \(frameCount) frames")
    }
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }
}
