import Testing

@testable import LiveSER

@Suite("Licences of corpora")
struct LicencesTests {
  @Test("one corpus that forbids commercial use forbids it for the model, and is named alone")
  func terms() {
    #expect(
      Licences.terms(of: ["emodb", "ravdess", "read"])
        == "research and other non-commercial use only, after the terms of ravdess")
    #expect(Licences.terms(of: ["emodb", "mine"]) == "the corpora's own terms: emodb, mine")
  }

  @Test("a corpus nobody knows has no licence, one that is known has its own")
  func licences() {
    #expect(Licences.licence(of: "mine") == nil)
    #expect(Licences.licence(of: "ravdess") == "CC BY-NC-SA 4.0")
    #expect(Licences.licence(of: "read")?.contains("CC BY-SA 3.0") == true)
  }
}
