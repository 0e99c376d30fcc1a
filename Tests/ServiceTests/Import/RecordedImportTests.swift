import HTTPServer
import HTTPTypes
import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Imports are written down while they go on", .database)
struct RecordedImportTests {
  private let pool = TestDatabase.current.pool

  private func program(of shop: Shop) async throws -> Program {
    let id = try #require(Program.ID(shop.id))
    return try #require(try await pool.withConnection { try await Programs.find(id, in: $0) })
  }

  private func environment(of service: LiveService) -> Environment {
    Environment(
      database: pool, address: PublicAddress("http://test"), log: Logger(label: "test"), now: { service.clock.now })
  }

  private func begin(
    _ noun: Import.Noun, _ file: String, bytes: Int?, of shop: Shop
  ) async throws -> (history: RecordedImport, path: String) {
    let history = try await RecordedImport.begin(
      noun, file: file, bytes: bytes, skipsBad: false, by: "the command line", into: try await program(of: shop),
      dedupeWindow: .minutes(30), environment: environment(of: shop.service))
    let id = try await pool.query("SELECT id FROM imports ORDER BY id DESC LIMIT 1").only
      .decode("id", as: Imports.ID.self)
    return (history, "/console/work/import-\(id)")
  }

  @Test func `the console shows how far a command's import is, live, and what came of it`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let people = (1...5_000).map { #"{"external_id":"person-\#($0)"}"# + "\n" }
      // Two batches of 2,000 lines, and the rest is held back: the first is stored while the third is waited for.
      let pieces = [people[..<4_001].joined(), people[4_001...].joined()].map { Array($0.utf8) }
      let (history, path) = try await begin(
        .people, "/home/ada/people.ndjson", bytes: pieces.map(\.count).reduce(0, +), of: shop)
      let latch = Latch()
      defer { latch.open() }
      let running = Task {
        var next = 0
        return try await history.run(skipsBad: false) {
          defer { next += 1 }
          if next == 1 { await latch.pass() }
          return next < 2 ? pieces[next] : nil
        }
      }
      let stream = try await onOwnThread { [port = service.port, fields = guest.cookie] in
        let wire = try HTTPWire(port: port)
        try wire.send(HTTPWire.request("GET", "\(path)/progress", fields: fields))
        return Held(wire: wire)
      }
      // Whatever was told before, it comes to that.
      let live = try await stream.read(through: "2,000 lines, 79 % of the file.")
      #expect(live.contains("text/event-stream") && live.contains("event: progress"))
      let page = try await guest.get(path).text
      #expect(page.contains("Import of people: people.ndjson") && !page.contains("/home/ada"))
      #expect(page.contains("2,000 lines") && page.contains("2000 new, 0 known, 0 refused"))
      #expect(page.contains("by the command line") && page.contains("data-progress"))
      latch.open()
      #expect(try await running.value.stored == 5_000)
      _ = try await stream.read(through: "event: done\n")
      #expect(try await stream.read(through: "\n\n").contains("Done: 5,000 lines."))
      #expect(try await guest.get(path).text.contains("Done: 5,000 lines."))
      #expect(
        try await guest.get("/console/work.csv").text.contains(
          ",Import of people: people.ndjson,done,5000,,\"5000 new, 0 known, 0 refused.\",the command line"))
      #expect(try await guest.get("/console/settings/audit.csv").text.contains("people: people.ndjson"))
    }
  }

  @Test func `a wrong line is shown with its reason, and so is a file that can't be read at all`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      var lines: [[UInt8]?] = [Array("from,to\nada,grace\nada,ada\nada,linus\n".utf8), nil]
      let (history, path) = try await begin(.graph, "graph.csv", bytes: nil, of: shop)
      #expect(try await history.run(skipsBad: false) { lines.removeFirst() }.stoppedAt == 3)
      let page = try await guest.get(path).text
      #expect(page.contains("Stopped after 2 lines.") && page.contains("Line 3 is wrong: to must be somebody else"))
      #expect(page.contains("Correct the file and import it again"))
      #expect(
        try await guest.get("\(path)/refused.csv").text == "line,reason\r\n3,to must be somebody else than from.\r\n")

      var header: [[UInt8]?] = [Array("name,pet\nada,cat\n".utf8), nil]
      let (refused, other) = try await begin(.people, "pets.csv", bytes: nil, of: shop)
      await #expect(throws: ImportRefusal.self) { try await refused.run(skipsBad: false) { header.removeFirst() } }
      let said = try await guest.get(other).text
      #expect(said.contains("Stopped") && said.contains("unknown in the header: pet"))
      // Nobody else sees it.
      let stranger = try await Guest.signedIn(service, key: try await Shop.open(service, name: "Other").key)
      for path in [path, "\(path)/refused.csv", "\(path)/progress"] {
        #expect(try await stranger.get(path).status == 404)
      }
    }
  }

  @Test func `of many refused lines the first hundred are kept`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      var file: [[UInt8]?] = [Array(("from,to\n" + String(repeating: "ada,ada\n", count: 250)).utf8), nil]
      let (history, path) = try await begin(.graph, "graph.csv", bytes: nil, of: shop)
      #expect(try await history.run(skipsBad: true) { file.removeFirst() }.refused == 250)
      let guest = try await Guest.signedIn(service, key: shop.key)
      #expect(try await guest.get(path).text.contains("0 new, 0 known, 250 refused"))
      let kept = try await guest.get("\(path)/refused.csv").text.split(separator: "\r\n")
      #expect(kept.count == 101 && kept.last == "101,to must be somebody else than from.")
    }
  }

  @Test func `who is erased is erased from the reasons of refusals, too`() async throws {
    let world = try await World.made()
    let id = Imports.ID.timeOrdered(at: world.now)
    let turn = Imports.Turn.ID.timeOrdered(at: world.now)
    let refusals = ["grace was brought in by another advocate.", "amount is too much."].enumerated()
      .map { Imports.Refusal(line: $0.offset + 2, reason: $0.element) }
    try await pool.transaction { connection in
      try await Imports.begin(
        Imports.New(id: id, noun: "people", file: "p.csv", bytes: nil, skipsBad: true), turn: turn, by: "ada",
        at: world.now, program: world.program.id, in: connection)
      let isHeld = try await Imports.end(
        id, as: .stopped, Imports.Progress(), refusals, stoppedAt: 2, reason: refusals[0].reason, turn: turn,
        at: world.now, program: world.program.id, in: connection)
      #expect(isHeld)
      let grace = try await People.find(
        externalID: "grace", key: nil, email: nil, program: world.program.id, in: connection)
      try await People.erase(grace, program: world.program.id, in: connection)
      let kept = try await Imports.refusals(of: id, program: world.program.id, in: connection)
      #expect(kept.map(\.reason) == ["It named somebody who is forgotten.", "amount is too much."])
      let entry = try await Imports.find(id, program: world.program.id, in: connection)
      #expect(entry?.reason == "It named somebody who is forgotten.")
    }
  }

  @Test func `an import that falls silent shows as broken off, and what to do`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      // Killed before a line was stored.
      let (_, path) = try await begin(.links, "links.csv", bytes: 1_000, of: shop)
      #expect(try await guest.get(path).text.contains("0 lines, 0 % of the file."))
      service.clock.advance(by: Imports.patience + .seconds(1))
      let page = try await guest.get(path).text
      #expect(page.contains("Broken off after 0 lines.") && page.contains("Run the same command again"))
      #expect(try await guest.get("/console/work.csv").text.contains(",broken off,0,,"))
    }
  }

  /// A connection that one thread at a time reads from.
  private struct Held: @unchecked Sendable {
    let wire: HTTPWire

    func read(through text: String) async throws -> String { try await onOwnThread { try wire.receive(through: text) } }
  }
}
