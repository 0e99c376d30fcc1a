import Attribution
import Testing

@Suite("Settings")
struct SettingsTests {
  @Test("the defaults are time decay over 90 days, half-life 7, ends 40 and 40, nothing up the chain")
  func defaults() throws {
    let settings = try Settings()
    #expect(settings.model == "time_decay")
    #expect(settings.window == day(90))
    #expect(settings.halfLifeDays == 7)
    #expect(settings.position == .init(first: 0.4, last: 0.4))
    #expect(settings.chainShare == 0)
  }

  /// The field that an attempt at settings is refused for.
  func refused(_ make: () throws -> Settings) -> String? {
    #expect(throws: Settings.Invalid.self) { try make() }?.field
  }

  @Test("what cannot be used is refused by the name of its field")
  func refusals() {
    #expect(refused { try Settings(model: "astrology") } == "model")
    #expect(refused { try Settings(windowDays: 0) } == "window_days")
    #expect(refused { try Settings(windowDays: 3651) } == "window_days")
    for days in [0, -1, 3651, .nan, .infinity] {
      #expect(refused { try Settings(halfLifeDays: days) } == "half_life_days")
    }
    for (first, last) in [(0.7, 0.4), (-0.1, 0.4), (.nan, 0.4), (0.4, .infinity)] {
      #expect(refused { try Settings(position: .init(first: first, last: last)) } == "position")
    }
    for share in [1.1, -0.1, .nan] {
      #expect(refused { try Settings(chainShare: share) } == "chain_share")
    }
  }

  @Test("an unknown model is answered with the known ones")
  func models() {
    #expect(Models.names == ["first_touch", "last_touch", "linear", "time_decay", "position_based"])
    let error = #expect(throws: Settings.Invalid.self) { try Settings(model: "last-touch") }
    #expect(
      error?.description
        == "model must be one of first_touch, last_touch, linear, time_decay, position_based")
  }
}
