import Attribution
import Testing

@Suite("Exposures")
struct ExposureTests {
  /// Who gets what, as `kind hop advocate amount`, and what is nobody's.
  func credits(
    _ touches: [Step], of revenue: Int64 = 1000, model: String = "linear", hops: Int = 2, weight: Double = 0.25,
    share: Double = 0.5, chainShare: Double = 0, recruiters: [String: [String]] = [:]
  ) throws -> [String] {
    let settings = try Settings(
      model: model, chainShare: chainShare, exposureHops: hops, exposureWeight: weight, exposureShare: share)
    let journey = Path(touches: touches, conversion: day(50), window: day(90))
    let allocation = allocate(revenue: revenue, journey: journey, settings: settings) { recruiters[$0] ?? [] }
    return allocation.credits.map { "\($0.kind) \($0.hop) \($0.advocate) \($0.amount)" }
      + ["nobody \(allocation.unattributed)"]
  }

  func click(_ advocate: String, on days: Int64) -> Step { Step(id: Int(days), advocate: advocate, time: day(days)) }

  func post(_ advocate: String, on days: Int64, hop: Int = 1, likelihood: Double = 1) -> Step {
    Step(
      id: Int(days), advocate: advocate, time: day(days), kind: .exposure(hop: hop, likelihood: likelihood))
  }

  @Test("an exposure counts a quarter of a click, or what the program says")
  func quarter() throws {
    #expect(
      try credits([click("ada", on: 1), post("ben", on: 2)]) == ["direct 0 ada 800", "exposure 1 ben 200", "nobody 0"])
    #expect(
      try credits([click("ada", on: 1), post("ben", on: 2)], weight: 1)
        == ["direct 0 ada 500", "exposure 1 ben 500", "nobody 0"])
  }

  @Test("a code counts like a click")
  func code() throws {
    let code = Step(id: 1, advocate: "cleo", time: day(1), kind: .code)
    #expect(try credits([code, post("ben", on: 2)]) == ["direct 0 cleo 800", "exposure 1 ben 200", "nobody 0"])
  }

  @Test("however often it could be seen, it was heard of once: by likelihood among those it could have come from")
  func spread() throws {
    let posts = [post("ben", on: 2, likelihood: 3), post("cleo", on: 3, hop: 2, likelihood: 1)]
    #expect(
      try credits([click("ada", on: 1)] + posts)
        == ["direct 0 ada 800", "exposure 1 ben 150", "exposure 2 cleo 50", "nobody 0"])
  }

  @Test("a journey of exposures alone credits at most its share, an odd unit not", arguments: Models.names)
  func hearsay(model: String) throws {
    #expect(try credits([post("ben", on: 2)], model: model) == ["exposure 1 ben 500", "nobody 500"])
    #expect(try credits([post("ben", on: 2)], of: 1001, model: model) == ["exposure 1 ben 500", "nobody 501"])
    #expect(try credits([post("ben", on: 2)], model: model, share: 0) == ["nobody 1000"])
    #expect(try credits([post("ben", on: 2)], model: model, share: 1) == ["exposure 1 ben 1000", "nobody 0"])
  }

  @Test("the first and the last touch take all, but an exposure only its quarter of it")
  func winners() throws {
    let touches = [post("ben", on: 1), click("ada", on: 2), click("eve", on: 3), post("cleo", on: 4)]
    #expect(
      try credits(touches, of: 800, model: "first_touch") == ["exposure 1 ben 100", "direct 0 ada 700", "nobody 0"])
    #expect(
      try credits(touches, of: 800, model: "last_touch") == ["direct 0 eve 700", "exposure 1 cleo 100", "nobody 0"])
  }

  @Test("by position, the outermost clicks are the ends: exposures around them do not move them to the middle")
  func position() throws {
    let touches = [post("ben", on: 1), click("ada", on: 2), click("eve", on: 3), click("flo", on: 4)]
    let amounts = try credits(touches, of: 100_000, model: "position_based")
    #expect(
      amounts == ["exposure 1 ben 13514", "direct 0 ada 32432", "direct 0 eve 10811", "direct 0 flo 43243", "nobody 0"])
  }

  @Test("too far away, or of no weight, is as if it had not been")
  func uncounted() throws {
    let touches = [click("ada", on: 1), post("ben", on: 2, hop: 3)]
    #expect(try credits(touches) == ["direct 0 ada 1000", "nobody 0"])
    #expect(try credits(touches, hops: 3) == ["direct 0 ada 800", "exposure 3 ben 200", "nobody 0"])
    #expect(try credits(touches, hops: 3, weight: 0) == ["direct 0 ada 1000", "nobody 0"])
    #expect(try credits([post("ben", on: 2)], weight: 0) == ["nobody 1000"])
    #expect(try credits([post("ben", on: 2)], hops: 0) == ["nobody 1000"])
  }

  @Test("what an exposure earns passes up the chain like any other credit")
  func chain() throws {
    #expect(
      try credits([post("ben", on: 2, hop: 2)], chainShare: 0.1, recruiters: ["ben": ["ada"]])
        == ["exposure 2 ben 450", "chain 1 ada 50", "nobody 500"])
  }
}
