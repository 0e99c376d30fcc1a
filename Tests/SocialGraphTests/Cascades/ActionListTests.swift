import Foundation
import SocialGraph
import Testing

@Suite("Lists of actions")
struct ActionListTests {
  private let names: Names = {
    var names = Names()
    for name in ["ada", "grace", "7"] { _ = names.insert(name) }
    return names
  }()

  @Test func `a line is a cascade: a header perhaps, then who and when`() throws {
    let text = """
      # people of the first week
      day1 ada 3,grace 1.5,7 2e1,

      grace 0,  7\t-4\r
      """
    let expected = [
      Cascade([Action(person: 1, time: 1.5), Action(person: 0, time: 3), Action(person: 2, time: 20)]),
      Cascade([Action(person: 2, time: -4), Action(person: 1, time: 0)]),
    ]
    for size in [1, 5, 1000] {
      var list = ActionList(names: names)
      for start in stride(from: 0, to: text.utf8.count, by: size) {
        list.read(Array(text.utf8.dropFirst(start).prefix(size)))
      }
      #expect(list.unknown == 0)
      #expect(try list.finish() == expected)
    }
  }

  @Test func `people nobody knows are counted and left out`() throws {
    var list = ActionList(names: names)
    list.read(Array("ada 1,edsger 2,barbara 3\nedsger 4".utf8))
    let cascades = try list.finish()
    #expect(cascades == [Cascade([Action(person: 0, time: 1)]), Cascade([])])
  }

  @Test(arguments: [
    ("ada", "has an action of 1 word; it is a person and a time"),
    ("a b ada 1", "has an action of 4 words; it is a person and a time"),
    ("ada 1,day2 grace 2", "has an action of 3 words; it is a person and a time"),
    ("ada 1,,grace 2", "has a comma without an action before it"), (",", "has a comma without an action before it"),
    ("ada soon", "has soon for a time, which is a number"), ("ada nan", "has nan for a time, which is a number"),
    (String(repeating: "x", count: 70_000), "has no comma for 64 KiB: is this a list of actions?"),
  ])
  func `a line that makes no sense is named`(line: String, reason: String) {
    var list = ActionList(names: names)
    list.read(Array("ada 1\n\(line)\ngrace 2,ada x\n".utf8))
    #expect(list.faultCount == 2)
    #expect(list.faults.map(\.line) == [2, 3])
    #expect(list.faults.first?.reason == reason)
    #expect(throws: ActionListError.self) { try list.finish() }
  }

  @Test func `bytes that are no text are named`() {
    var list = ActionList(names: names)
    list.read([0xff, 0x20, 0x31, 0x0a])
    #expect(list.faults.map(\.description) == ["line 1: is not UTF-8 text"])
  }

  @Test func `an empty file has no cascades`() throws {
    #expect(try ActionList(names: names).finish().isEmpty)
  }
}

/// Cascades of a Stack Exchange site over its follower graph, where somebody has put them.
@Suite("Credit on a real graph")
struct RealCreditTests {
  private static let folder: URL? = {
    let folder =
      ProcessInfo.processInfo.environment["RESONANCE_TEST_DATA"].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../../shared/data").standardized
    let android = folder.appendingPathComponent("android")
    return (try? android.checkResourceIsReachable()) == true ? android : nil
  }()

  @Test(
    .enabled(
      if: folder != nil, "there is no folder android in $RESONANCE_TEST_DATA, nor in shared/data beside the checkout"))
  func `totals are those of an independent implementation`() async throws {
    let folder = try #require(Self.folder)
    var edges = EdgeList()
    edges.read(try Data(contentsOf: folder.appendingPathComponent("edges.txt")))
    let people = try edges.finish()
    var actions = ActionList(names: people.names)
    actions.read(try Data(contentsOf: folder.appendingPathComponent("cascades.txt")))
    let unknown = actions.unknown
    let cascades = try actions.finish()
    #expect(cascades.reduce(unknown) { $0 + $1.count } == 28_343)
    let totals = await CreditDistribution(graph: people.graph, cascades: cascades).totals()
    for (name, expected) in [("4", 81.545377), ("8", 53.422994), ("20", 50.824269)] {
      let person = try #require(people.names.vertex(named: name))
      #expect(abs(totals[Int(person)] - expected) < 1e-6)
    }
  }
}
