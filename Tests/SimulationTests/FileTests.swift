import Testing

@testable import Simulation

@Suite("A world's files")
struct FileTests {
  static let world = Result { try WorldTests.lively(people: 800) }

  func lines(_ file: WorldFile, of world: World) -> [String] {
    var lines: [String] = []
    file.forEachLine(of: world, names: (0..<world.following.people).map { "p\"\($0)" }) { lines.append($0) }
    return lines
  }

  @Test(
    "are the same, byte for byte, wherever they are made",
    arguments: [
      (WorldFile.people, 0x4ac828be1489f47b), (.links, 0x8fba4e4d80e4f995), (.graph, 0x8b13736f16265627),
      (.shares, 0xc8687455fa93b29f), (.clicks, 0x6bf7821b71eb4841), (.conversions, 0xe6d7acdd5669e8b),
      (.reversals, 0xb08c0199ef20b353), (.truth, 0xd7dcdcb6d2b1d479), (.causes, 0x430e6c30159436d3),
    ] as [(WorldFile, UInt64)])
  func golden(file: WorldFile, digest: UInt64) throws {
    // FNV-1a (draft-eastlake-fnv).
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for line in lines(file, of: try Self.world.get()) {
      for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      hash = (hash ^ 0x0a) &* 0x100_0000_01b3
    }
    #expect(hash == digest)
  }

  @Test("hold a line for each thing, and what a company could know has no word of the truth")
  func content() throws {
    let world = try Self.world.get()
    #expect(lines(.people, of: world).count == 800)
    #expect(lines(.links, of: world).count == world.advocates.count)
    #expect(lines(.graph, of: world).count == world.following.arcs)
    #expect(lines(.shares, of: world).count == world.shares.count)
    #expect(Set(lines(.clicks, of: world)).count == world.clicks.count)
    #expect(lines(.conversions, of: world).count == world.purchases.count)
    #expect(lines(.truth, of: world).count == world.advocates.count + 1)
    #expect(lines(.conversions, of: world)[0].hasPrefix(#"{"external_id":"order-"#))
    #expect(lines(.links, of: world)[0].hasPrefix(#"{"advocate_external_id":"p\""#))
    #expect(lines(.truth, of: world)[1].hasPrefix("\"p\"\""))
    #expect(lines(.conversions, of: world).contains { $0.contains("click_id") })
    #expect(lines(.people, of: world).contains { $0.contains("recruited_by_external_id") })
  }

  @Test(
    "times are RFC 3339",
    arguments: [
      (0, "1970-01-01T00:00:00Z"), (951_782_399, "2000-02-28T23:59:59Z"), (951_782_400, "2000-02-29T00:00:00Z"),
      (951_868_800, "2000-03-01T00:00:00Z"), (1_767_225_599, "2025-12-31T23:59:59Z"),
      (1_767_225_600, "2026-01-01T00:00:00Z"),
    ] as [(Int64, String)])
  func time(seconds: Int64, text: String) {
    #expect(RFC3339.text(seconds) == text)
  }
}
