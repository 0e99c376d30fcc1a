import Attribution
import Testing

/// Root brought in Ada, Ada Grace, Grace Edith.
private let recruits = ["edith": ["grace", "ada", "root"], "grace": ["ada", "root"], "ada": ["root"]]

@Suite("Chain share")
struct ChainTests {
  /// What everybody in the chain keeps of one touch's revenue.
  func kept(_ revenue: Int64, by advocate: String, share: Double, recruiters: [String: [String]] = recruits) throws
    -> [String]
  {
    let journey = Path(
      touches: [Step(id: 1, advocate: advocate, time: 0)], conversion: 0, window: 0)
    let settings = try Settings(model: "last_touch", chainShare: share)
    let allocation = allocate(revenue: revenue, journey: journey, settings: settings) { recruiters[$0] ?? [] }
    #expect(allocation.credits.allSatisfy { ($0.kind == .direct) == ($0.hop == 0) && $0.touch == 1 })
    return allocation.credits.map { "\($0.hop) \($0.advocate) \($0.amount)" }
  }

  @Test("each keeps what is not passed on, and the root keeps what arrives")
  func halves() throws {
    #expect(try kept(1000, by: "edith", share: 0.5) == ["0 edith 500", "1 grace 250", "2 ada 125", "3 root 125"])
    #expect(try kept(1000, by: "edith", share: 0.1) == ["0 edith 900", "1 grace 90", "2 ada 9", "3 root 1"])
  }

  @Test("the odd unit goes to the lower hop")
  func ties() throws {
    #expect(try kept(1, by: "ada", share: 0.5) == ["0 ada 1"])
    #expect(try kept(3, by: "ada", share: 0.5) == ["0 ada 2", "1 root 1"])
  }

  @Test("a share of nothing passes nothing on, and a share of everything all of it")
  func extremes() throws {
    #expect(try kept(70, by: "edith", share: 0) == ["0 edith 70"])
    #expect(try kept(70, by: "edith", share: 1) == ["3 root 70"])
    #expect(try kept(70, by: "root", share: 1) == ["0 root 70"])
  }

  @Test("a cycle ends before it comes back to somebody in it")
  func cycles() throws {
    let circle = ["a": ["b", "c", "a", "b", "c"]]
    #expect(try kept(100, by: "a", share: 0.5, recruiters: circle) == ["0 a 50", "1 b 25", "2 c 25"])
    #expect(try kept(100, by: "a", share: 0.5, recruiters: ["a": ["a"]]) == ["0 a 100"])
  }

  @Test("a chain longer than any amount ends where nothing arrives")
  func long() throws {
    let chain = (0..<5000).map(String.init)
    #expect(try kept(4, by: "a", share: 0.5, recruiters: ["a": chain]) == ["0 a 2", "1 0 1", "2 1 1"])
  }
}
