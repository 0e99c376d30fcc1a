import HTTPTypes
import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

@Suite("Files are uploaded in the console", .database)
struct UploadTests {
  private let pool = TestDatabase.current.pool
  private static let page = ImportPages.path

  private func worker(at time: Timestamp) -> ImportWorker {
    var log = Logger(label: "test")
    log.logLevel = .critical
    return ImportWorker(
      environment: Environment(database: pool, address: PublicAddress("http://test"), log: log, now: { time }),
      dedupeWindow: .minutes(30), bell: Bell())
  }

  /// What is left of uploads.
  private func left() async throws -> (imports: Int, chunks: Int) {
    let row = try await pool.query(
      "SELECT (SELECT count(*) FROM imports) AS imports, (SELECT count(*) FROM import_chunks) AS chunks"
    ).only
    return (try row.decode("imports"), try row.decode("chunks"))
  }

  private func edges() async throws -> Int {
    try await pool.query("SELECT count(*) AS edges FROM graph_edges WHERE source = 'import'").only.decode("edges")
  }

  @Test func `an uploaded file is imported, its lines are counted, and its bytes are forgotten`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let form = try await guest.get(Self.page).text
      #expect(form.contains(#"enctype="multipart/form-data""#) && form.contains("at most 256 MiB"))
      #expect(form.contains("external_id") && form.contains("from, to"))
      // More than is kept in one piece, by somebody whose browser tells the folder.
      let lines = (1...4_500).map { "ada,\(String(repeating: "x", count: 240))-\($0)\n" }.joined()
      let sent = try await guest.upload(
        Self.page, ["noun": "graph"], file: #"C:\Users\ada\follows.csv"#, "from,to\n\(lines)")
      #expect(sent.status == 303, "\(sent.text)")
      let path = try #require(sent["location"])
      try await service.eventually("it is imported") { try await guest.get(path).text.contains("Done: 4,500 lines.") }
      let shown = try await guest.get(path).text
      #expect(shown.contains("Import of graph: follows.csv") && shown.contains("4500 new, 0 known, 0 refused"))
      #expect(try await edges() == 4_500)
      #expect(try await left() == (1, 0))
      let log = try await guest.get("/console/settings/audit.csv?of=import").text
      #expect(log.contains("first …\(shop.key.suffix(4)),import: begun,graph: follows.csv"), "\(log)")
      #expect(try await guest.get("/console/work").text.contains("Import a file"))
    }
  }

  @Test func `a bad line stops it and is named; with the box ticked it is left out`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let file = "from,to\nada,grace\nada,ada\nada,linus\n"
      let first = try #require(try await guest.upload(Self.page, ["noun": "graph"], file: "g.csv", file)["location"])
      try await service.eventually("it stops") { try await guest.get(first).text.contains("Stopped after 2 lines.") }
      let page = try await guest.get(first).text
      #expect(page.contains("Line 3 is wrong: to must be somebody else than from."))
      #expect(try await edges() == 1)
      let second = try #require(
        try await guest.upload(Self.page, ["noun": "graph", "skip_bad": "on"], file: "g.csv", file)["location"])
      try await service.eventually("it goes on") { try await guest.get(second).text.contains("Done: 3 lines.") }
      #expect(try await guest.get(second).text.contains("1 new, 1 known, 1 refused"))
      #expect(try await guest.get("\(second)/refused.csv").text.contains("3,to must be"))
      #expect(try await left().chunks == 0)
    }
  }

  @Test func `what is wrong with an upload is said on its page, and nothing of it is stored`() async throws {
    try await LiveService.run(configure: { $0.uploadLimit = 64 * 1024 }) { service in
      let shop = try await Shop.open(service)
      let guest = try await Guest.signedIn(service, key: shop.key)
      let long = "from,to\n" + String(repeating: "ada,grace\n", count: 40_000)
      for isChunked in [false, true] {
        let answer = try await guest.upload(
          Self.page, ["noun": "clicks", "skip_bad": "on"], file: "clicks.csv", long, isChunked: isChunked)
        #expect(answer.status == 413 && answer.text.contains("longer than 64 KiB"), "\(answer.text)")
        #expect(answer.text.contains("<option value=\"clicks\" selected>") && answer.text.contains(" checked"))
      }
      let nothing = try await guest.upload(Self.page, ["noun": "graph"], file: "", "")
      #expect(nothing.status == 422 && nothing.text.contains("Is needed: choose one."))
      let empty = try await guest.upload(Self.page, ["noun": "graph"], file: "g.csv", "")
      #expect(empty.status == 422 && empty.text.contains("Is empty."))
      let unknown = try await guest.upload(Self.page, ["noun": "pets"], file: "g.csv", "from,to\n")
      #expect(unknown.status == 422 && unknown.text.contains("Must be one of people"))
      let cut = try await guest.upload(Self.page, ["noun": "graph"], file: "g.csv", "from,to\na,b\n", isWhole: false)
      #expect(cut.status == 400 && cut.text.contains("ends before its last boundary"))
      #expect(try await guest.submit(Self.page, from: Self.page, ["noun": "graph"]).status == 415)
      #expect(try await left() == (0, 0))
    }
  }

  @Test func `only who may operate may upload, and only from the console's own page`() async throws {
    try await LiveService.run { service in
      let shop = try await Shop.open(service)
      let file = "from,to\nada,grace\n"
      func key(_ role: String) async throws -> String {
        try #require(try await shop.post("/v1/keys", #"{"name":"\#(role)","role":"\#(role)"}"#).json["key"]?.text)
      }
      let reader = try await Guest.signedIn(service, key: try await key("read"))
      #expect(try await reader.get(Self.page).status == 403)
      #expect(!(try await reader.get("/console/work").text.contains("Import a file")))
      let refused = try await reader.upload(
        Self.page, from: "/console/work", ["noun": "graph"], file: "g.csv", file)
      #expect(refused.status == 403)
      let operator_ = try await Guest.signedIn(service, key: try await key("operate"))
      let forged = try await operator_.upload(Self.page, ["noun": "graph"], token: "0", file: "g.csv", file)
      #expect(forged.status == 403 && forged.text.contains("or not one of ours"))
      operator_.fields = [("Sec-Fetch-Site", "cross-site")]
      #expect(try await operator_.upload(Self.page, ["noun": "graph"], file: "g.csv", file).status == 403)
      operator_.fields = []
      #expect(
        try await Guest(service).upload(Self.page, ["noun": "graph"], token: "0", file: "g.csv", file).status == 303)
      #expect(try await left() == (0, 0))
      #expect(try await operator_.upload(Self.page, ["noun": "graph"], file: "g.csv", file).status == 303)
    }
  }

  @Test func `what a worker had when it was killed, another begins anew, and nothing doubles`() async throws {
    let archive = try await Archive.made()
    let world = archive.world
    let lines = "from,to\n" + (1...7_000).map { "hub,follower-\($0)\n" }.joined()
    let id = try await keep(lines, .graph, in: world)
    // The first 5,000 lines were stored, and then the process was gone.
    await #expect(throws: Archive.BrokenOff.self) {
      try await archive.take(.graph, lines, breakingOffAfter: lines.utf8.count - 5_000)
    }
    #expect(try await edges() == 5_000)
    let killed = Imports.Turn.ID.timeOrdered(at: world.now)
    _ = try await pool.transaction { connection in
      try await Imports.claim(turn: killed, at: world.now, program: world.program.id, in: connection)
    }
    #expect(try await !worker(at: world.now + .seconds(30)).takeNext(), "it may still go on")
    let later = world.now + Imports.patience + .seconds(1)
    #expect(try await worker(at: later).takeNext())
    #expect(try await edges() == 7_000)
    let entry = try #require(try await find(id, in: world))
    #expect(entry.state == .done && entry.turns == 2)
    #expect(entry.progress.stored == 2_000 && entry.progress.known == 5_000)
    // Should the first one live after all, it can no longer say anything.
    let isHeld = try await pool.transaction { connection in
      try await Imports.note(
        Imports.Progress(), [], of: id, turn: killed, at: later, program: world.program.id, in: connection)
    }
    #expect(!isHeld)
    #expect(try await left() == (1, 0))
    #expect(try await !worker(at: later).takeNext())
  }

  @Test func `a worker that is told to stop leaves its file to the next, which begins at once`() async throws {
    let archive = try await Archive.made()
    let world = archive.world
    let lines = "from,to\n" + (1...6_000).map { "hub,follower-\($0)\n" }.joined()
    let id = try await keep(lines, .graph, in: world)
    // Another import of the program is at it, so that this one gets to nowhere.
    let latch = Latch()
    let locked = Latch()
    let other = Task {
      try await pool.transaction { connection in
        try await History.lock(world.program.id, in: connection)
        locked.open()
        await latch.pass()
      }
    }
    await locked.pass()
    let stopped = worker(at: world.now)
    let running = Task { try await stopped.takeNext() }
    #expect(try await TestSupport.eventually { try await find(id, in: world)?.state == .running })
    running.cancel()
    await #expect(throws: (any Error).self) { try await running.value }
    #expect(try await find(id, in: world)?.state == .waiting)
    latch.open()
    try await other.value
    #expect(try await worker(at: world.now).takeNext())
    let entry = try #require(try await find(id, in: world))
    #expect(entry.state == .done && entry.progress.stored == 6_000)
    #expect(try await edges() == 6_000)
    #expect(try await left() == (1, 0))
  }

  @Test func `what never arrives whole is forgotten`() async throws {
    let world = try await World.made()
    let id = Imports.ID.timeOrdered(at: world.now)
    try await pool.transaction { connection in
      try await Imports.open(
        Imports.New(id: id, noun: "graph", file: "g.csv", bytes: nil, skipsBad: false), by: "ada", at: world.now,
        program: world.program.id, in: connection)
      #expect(
        try await Imports.add([1, 2, 3], number: 0, to: id, at: world.now, program: world.program.id, in: connection))
    }
    #expect(try await find(id, in: world) == nil, "nobody sees it before it is there")
    #expect(try await !worker(at: world.now + .seconds(500)).takeNext())
    #expect(try await left() == (1, 1))
    #expect(try await !worker(at: world.now + .seconds(700)).takeNext())
    #expect(try await left() == (0, 0))
  }

  /// Keeps a text as if it had been uploaded.
  private func keep(_ text: String, _ noun: Import.Noun, in world: World) async throws -> Imports.ID {
    let id = Imports.ID.timeOrdered(at: world.now)
    let bytes = Array(text.utf8)
    try await pool.transaction { connection in
      try await Imports.open(
        Imports.New(id: id, noun: noun.rawValue, file: "file.csv", bytes: nil, skipsBad: false), by: "ada",
        at: world.now, program: world.program.id, in: connection)
      for (number, start) in stride(from: 0, to: bytes.count, by: 10_007).enumerated() {
        let piece = Array(bytes[start..<min(bytes.count, start + 10_007)])
        #expect(
          try await Imports.add(
            piece, number: number, to: id, at: world.now, program: world.program.id, in: connection))
      }
      #expect(try await Imports.enqueue(id, at: world.now, program: world.program.id, in: connection))
    }
    return id
  }

  private func find(_ id: Imports.ID, in world: World) async throws -> Imports.Entry? {
    try await pool.withConnection { try await Imports.find(id, program: world.program.id, in: $0) }
  }
}
