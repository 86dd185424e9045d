import Testing

@testable import DSP

@Suite("Convolution of whole signals")
struct SignalConvolutionTests {
  @Test("gives what the sum over all delays gives")
  func equalsTheSum() throws {
    let signal = (0..<300).map { Float(($0 * 37) % 19) / 10 - 0.9 }
    let response = (0..<41).map { Float(($0 * 11) % 7) / 7 - 0.4 }
    let result = try SignalConvolution.convolve(signal, with: response)
    #expect(result.count == signal.count)
    for place in signal.indices {
      let expected = response.indices.reduce(Float(0)) { sum, delay in
        delay <= place ? sum + response[delay] * signal[place - delay] : sum
      }
      #expect(abs(result[place] - expected) < 1e-4)
    }
  }

  @Test("of nothing is nothing")
  func empty() throws {
    #expect(try SignalConvolution.convolve([], with: [1]).isEmpty)
    #expect(try SignalConvolution.convolve([1], with: []).isEmpty)
  }
}
