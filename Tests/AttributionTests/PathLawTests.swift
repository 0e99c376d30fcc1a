import Attribution
import Testing

@Suite("Laws that hold for every file of paths")
struct PathLawTests {
  /// Lines of paths over a dozen touches, with or without days.
  func lines(_ random: inout Seeded, days: Bool) -> [String] {
    (0..<200).map { _ in
      let count = Int.random(in: 1...9, using: &random)
      let path = (0..<count).map { _ in "touch \(Int.random(in: 0..<12, using: &random))" }.joined(separator: " > ")
      let value = Double(Int.random(in: 0..<10_000_000, using: &random)) / 100
      let line = "\(path),\(Int.random(in: 0...20, using: &random)),\(value)"
      guard days else { return line }
      let ages = (0..<count).map { _ in Int.random(in: 0...90, using: &random) }.sorted(by: >)
      return line + "," + ages.map(String.init).joined(separator: " > ")
    }
  }

  @Test("what the touches get sums to what came in, whatever the order of the lines", arguments: Models.names)
  func balance(model: String) throws {
    var random = Seeded(state: 4)
    for round in 0..<20 {
      let header = "path,conversions,value" + (round.isMultiple(of: 2) ? "" : ",days")
      let lines = lines(&random, days: !round.isMultiple(of: 2))
      var conversions: Int128 = 0
      var cents: Int128 = 0
      for line in lines {
        let fields = line.split(separator: ",")
        conversions += try #require(Int128(fields[1]))
        cents += Int128((try #require(Double(fields[2])) * 100).rounded())
      }

      var paths = PathAttribution(settings: try Settings(model: model))
      paths.read(([header] + lines).joined(separator: "\n").utf8)
      let totals = paths.finish()
      #expect(totals.reduce(0) { $0 + $1.conversions.count } == conversions * 1_000_000)
      #expect(totals.reduce(0) { $0 + $1.value.count } == cents * 10_000)

      var shuffled = PathAttribution(settings: try Settings(model: model))
      shuffled.read(([header] + lines.shuffled(using: &random)).joined(separator: "\n").utf8)
      #expect(shuffled.finish() == totals)
    }
  }

  @Test("a file gives each touch what its journeys give one by one", arguments: Models.names)
  func journeys(model: String) throws {
    var random = Seeded(state: 5)
    let settings = try Settings(model: model)
    let rule = try #require(Models.named(model))
    let lines = lines(&random, days: true)
    var expected: [String: Double] = [:]
    for line in lines {
      let fields = line.split(separator: ",")
      let value = try #require(Double(fields[2]))
      let times = fields[3].split(separator: " > ").map { -day(Int64($0)!) }
      let weights = rule.weights(times: times, conversion: 0, settings: settings)
      for (touch, weight) in zip(fields[0].split(separator: " > "), weights) {
        expected[String(touch), default: 0] += value * weight / weights.reduce(0, +)
      }
    }
    var paths = PathAttribution(settings: settings)
    paths.read((["path,conversions,value,days"] + lines).joined(separator: "\n").utf8)
    for total in paths.finish() {
      let value = Double(total.value.count) / 1_000_000
      #expect(abs(value - (expected[total.touch] ?? 0)) < 0.00001)
    }
  }

  @Test("a file in pieces of any size is the same file")
  func pieces() throws {
    let file = "\u{FEFF}path,value\r\n\"a \"\"x\"\" > b\",3\r\n\r\ncé,\"4\"\n\"two\nlines\",5"
    for size in 1...file.utf8.count {
      var paths = PathAttribution(settings: try Settings(model: "linear"))
      var rest = Array(file.utf8)[...]
      while !rest.isEmpty {
        paths.read(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      let totals = paths.finish().map { "\($0.touch) \($0.value)" }
      #expect(totals == ["two\nlines 5", "cé 4", "a \"x\" 1.5", "b 1.5"])
      #expect(paths.faults.isEmpty)
    }
  }

  @Test("thousands of different touches are told apart")
  func manyTouches() throws {
    let names = (0..<5000).map { "touch \($0)" }
    let file = "path,value\n" + (names + names).map { "\($0) > shared,2" }.joined(separator: "\n")
    var paths = PathAttribution(settings: try Settings(model: "linear"))
    paths.read(file.utf8)
    let totals = paths.finish()
    #expect(totals.count == 5001)
    #expect(totals.first?.touch == "shared")
    #expect(totals.first?.value.description == "10000")
    #expect(totals.dropFirst().allSatisfy { $0.value.description == "2" && $0.conversions.description == "1" })
    #expect(totals.dropFirst().map(\.touch) == names.sorted())
  }
}
