import SocialGraph
import Testing

@Suite("An edge list") struct EdgeListTests {
  @Test(
    "Space, tab and comma separate",
    arguments: [
      "ada grace\ngrace edith\n", "ada\tgrace\r\ngrace\tedith\r\n", "ada,grace\ngrace,edith",
      "ada , grace\n  grace \t edith  \n", "\u{feff}ada,grace\n# a note, with more, commas\n\n   \n#\ngrace edith\n",
    ])
  func separators(text: String) throws {
    let named = try Self.read(text)
    #expect((0..<3).map { named.names[$0] } == ["ada", "grace", "edith"])
    #expect(named.graph == Graph([Arc(from: 0, to: 1), Arc(from: 1, to: 2)]))
  }

  @Test("It does not matter where the pieces end", arguments: 1...9) func pieces(size: Int) throws {
    let text = "\u{feff}# people\r\n10 2\r\n2,Zoë\n\n18446744073709551616\t2\r\n0 007\n7 0\n10 2"
    let whole = try Self.read(text)
    let parts = try Self.read(text, piece: size)
    #expect(whole.graph == parts.graph)
    #expect(Self.names(whole) == Self.names(parts))
    #expect(Self.names(whole) == ["10", "2", "Zoë", "18446744073709551616", "0", "007", "7"])
    #expect(whole.graph.arcCount == 5)
  }

  @Test("Numbers beyond 32 and 64 bits are names like any other") func longNumbers() throws {
    let ids = [
      "4294967295", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615",
      "18446744073709551616", "340282366920938463463374607431768211456", "0", "00", "-1", "+1", "1", "01", "1.0",
      "999999999999999999", "1000000000000000000",
    ]
    let named = try Self.read(ids.map { "\($0) hub\n" }.joined())
    #expect(named.graph.count == ids.count + 1)
    for id in ids {
      let vertex = try #require(named.names.vertex(named: id))
      #expect(named.names[vertex] == id)
    }
    #expect(named.names.vertex(named: "4294967297") == nil)
    #expect(named.names.vertex(named: "") == nil)
    #expect(named.names.vertex(named: "nobody") == nil)
  }

  @Test("Many people, numbered and named, keep their names") func many() throws {
    var chance = Chance(seed: 3)
    var names = Names()
    var vertices: [String: UInt32] = [:]
    for step in 0..<30_000 {
      let number = chance.next() >> UInt64(40 + step % 24)
      let name = step % 3 == 0 ? "person-\(number)" : "\(number)"
      let vertex = names.insert(name)
      #expect(vertices.updateValue(vertex, forKey: name) ?? vertex == vertex)
    }
    #expect(names.count == vertices.count)
    for (name, vertex) in vertices {
      #expect(names.vertex(named: name) == vertex)
      #expect(names[vertex] == name)
    }
  }

  @Test("Undirected, each line is an arc both ways") func undirected() throws {
    let named = try Self.read("a b\nb a\nb c\n", isUndirected: true)
    #expect(named.graph.arcCount == 4)
    #expect(named.graph.contains(from: 2, to: 1))
  }

  @Test("Who stands alone is one of the people", arguments: ["a a", "7 7\n"]) func alone(text: String) throws {
    let named = try Self.read(text)
    #expect(named.graph.count == 1)
    #expect(named.graph.arcCount == 0)
  }

  @Test("No line is an empty graph", arguments: ["", "\n", "# nothing\n", "\u{feff}"])
  func empty(text: String) throws {
    let named = try Self.read(text)
    #expect(named.graph.count == 0)
    #expect(named.graph.arcCount == 0)
  }

  @Test(
    "A malformed line is named with its number and the reason",
    arguments: [
      ("1 2\n3\n", "line 2: has one name; a line is two, with a space, a tab or a comma between them"),
      ("# x\n\na b c\n", "line 3: has 3 fields; a line is two names, with a space, a tab or a comma between them"),
      ("a,,b\n", "line 1: has 3 fields; a line is two names, with a space, a tab or a comma between them"),
      ("a,\n", "line 1: has a comma without a name beside it"),
      (",b", "line 1: has a comma without a name beside it"),
      ("1 2\n1 2 3", "line 2: has 3 fields; a line is two names, with a space, a tab or a comma between them"),
    ])
  func malformed(text: String, message: String) {
    let error = #expect(throws: EdgeListError.self) { try Self.read(text) }
    #expect(error?.description == message)
  }

  @Test("Bytes that are no text are refused", arguments: [[0xff], [0xc3], [0], [0xed, 0xa0, 0x80]] as [[UInt8]])
  func noText(bytes: [UInt8]) {
    var list = EdgeList()
    list.read(Array("a b\nc ".utf8) + bytes + Array("\n".utf8))
    #expect(list.faults.map(\.description) == ["line 2: is not UTF-8 text"])
  }

  @Test("A line without an end is refused before it fills the memory") func endless() {
    var list = EdgeList()
    for _ in 0..<100 { list.read([UInt8](repeating: 0x61, count: 10_000)) }
    #expect(list.faults.map(\.description) == ["line 1: is longer than 64 KiB: is this a list of edges?"])
  }

  @Test("The first hundred faults are listed and all are counted") func manyFaults() throws {
    let error = try #require(throws: EdgeListError.self) {
      try Self.read(String(repeating: "lonely\n", count: 250))
    }
    #expect(error.faults.count == 100)
    #expect(error.faultCount == 250)
    #expect(error.description.hasSuffix("… and 150 more"))
  }

  private static func names(_ named: NamedGraph) -> [String] {
    (0..<UInt32(named.names.count)).map { named.names[$0] }
  }

  private static func read(_ text: String, isUndirected: Bool = false, piece: Int = .max) throws -> NamedGraph {
    var list = EdgeList(isUndirected: isUndirected)
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      list.read(rest.prefix(piece))
      rest = rest.dropFirst(piece)
    }
    return try list.finish()
  }
}
