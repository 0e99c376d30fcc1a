import Foundation
import Logging
import Postgres
import Records
import Referrals
import TestSupport
import Testing

@testable import Service

@Suite("While PostgreSQL does not answer", .database)
struct SpillTests {
  private let pool = TestDatabase.current.pool

  /// A visit by somebody who was never here.
  private func strangers(_ count: Int, _ house: ClickHouse) async throws -> Set<String> {
    try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<count {
        let visitor = Visitor.ID.timeOrdered(at: .now()).description
        group.addTask { try await house.visit("/r/tea", visitor: visitor).click }
      }
      return try await group.reduce(into: Set<String>()) { if let click = $1 { $0.insert(click) } }
    }
  }

  private func stored(_ program: Program.ID, _ pool: Pool) async throws -> Set<String> {
    let rows = try await pool.query("SELECT id FROM clicks WHERE program_id = \(program)")
    return try Set(rows.map { try $0.decode("id", as: Click.ID.self).description })
  }

  /// Runs a test with a server that it may stop or freeze: nobody else's statements wait for it.
  private func onOwnServer(_ body: (PrivateServer, Pool) async throws -> Void) async throws {
    try await OwnServer.run { server in
      try await Migrator(directory: TestServer.migrations, url: server.url).up()
      var quiet = Logger(label: "test")
      quiet.logLevel = .critical
      let pool = Pool(.init(url: server.url, maximumWait: .seconds(10)), logger: quiet)
      let outcome: Result<Void, any Error>
      do { outcome = .success(try await body(server, pool)) } catch { outcome = .failure(error) }
      await pool.close()
      try outcome.get()
    }
  }

  @Test("killed connections lose no click, and count none twice")
  func killedBackends() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      var clicks: Set<String> = []
      for _ in 0..<15 {
        async let some = strangers(8, house)
        try await pool.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'resonance clicks' AND datname = current_database()
          """)
        clicks.formUnion(try await some)
      }
      #expect(clicks.count == 120)
      #expect(try await eventually { house.recorder.spill.isEmpty })
      #expect(try await stored(ada.program, pool) == clicks)
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 120])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("a server that is gone is not missed: links work from memory, clicks are kept and replayed exactly once")
  func stoppedServer() async throws {
    try await onOwnServer { server, pool in
      let spill = ClickHouse.newDirectory()
      defer { try? FileManager.default.removeItem(atPath: spill) }
      let ada = try await Ada(pool)
      try await ada.link("tea", in: pool)
      try await ada.link("off", disabledAt: .now() - .days(1), in: pool)

      var clicks: Set<String> = []
      try await ClickHouse.open(url: server.url, pool: pool, spill: spill) { (house) async throws in
        clicks.formUnion(try await strangers(10, house))
        try await server.stop()
        for _ in 0..<3 { clicks.formUnion(try await strangers(10, house)) }
        #expect(try await house.visit("/r/off").status == 410)
        let unknown = try await house.visit("/r/unknown")
        #expect(unknown.status == 503, "nobody can say that there is no such link")
        #expect(unknown["retry-after"] != nil)
        let first = try await house.visit("/r/tea")
        #expect(try await house.visit("/r/tea", visitor: first.visitor).click == first.click)
        clicks.insert(try #require(first.click))
        #expect(house.recorder.metrics.spillBytes > 0)
      }
      #expect(clicks.count == 41)

      // A new start without the database has no links in memory; but it keeps what was spilled.
      try await ClickHouse.open(url: server.url, pool: pool, spill: spill, isStarting: false) { (house) async throws in
        #expect(try await house.visit("/r/tea").status == 503)
        #expect(!house.recorder.spill.isEmpty)
        try await server.start()
        #expect(try await eventually { house.recorder.spill.isEmpty })
        #expect(try await eventually { (try? await ada.outcomes(in: pool)) == ["person": 41, "repeat": 1] })
        #expect(try await eventually { house.recorder.metrics.writersUp == 2 })
        #expect(try await house.visit("/r/tea").status == 302, "all is as it was, without a restart")
      }
      #expect(try await ada.rollupsAgree(in: pool))
      #expect(try await pool.query("SELECT FROM orphan_clicks").count == 1)
    }
  }

  @Test("a server that hangs holds a click back for a moment only")
  func hungServer() async throws {
    try await onOwnServer { server, pool in
      let ada = try await Ada(pool)
      try await ada.link("tea", in: pool)
      try await ClickHouse.open(
        url: server.url, pool: pool, configure: { $0.patience = .milliseconds(300) }
      ) { (house) async throws in
        var clicks = try await strangers(4, house)
        var backends: [Int32] = []
        // Stopped at work, a process may hold what all others need, and those are not to be hindered.
        #expect(
          try await eventually {
            guard house.recorder.metrics.writersUp == 2, house.recorder.spill.isEmpty else { return false }
            let rows = try await pool.query(
              "SELECT pid, state FROM pg_stat_activity WHERE application_name = 'resonance clicks'")
            backends = try rows.map { try $0.decode("pid") }
            return try rows.count == 2 && rows.allSatisfy { try $0.decode("state") == "idle" }
          })
        for backend in backends { kill(backend, SIGSTOP) }
        defer { for backend in backends { kill(backend, SIGCONT) } }
        for _ in 0..<5 { clicks.formUnion(try await strangers(4, house)) }
        #expect(clicks.count == 24)
        #expect(house.recorder.metrics.writersUp == 0)
        for backend in backends { kill(backend, SIGCONT) }
        #expect(try await eventually { house.recorder.spill.isEmpty && house.recorder.metrics.writersUp == 2 })
        clicks.formUnion(try await strangers(4, house))
        #expect(try await eventually { try await stored(ada.program, pool) == clicks })
      }
      #expect(try await ada.outcomes(in: pool) == ["person": 28])
      #expect(try await ada.rollupsAgree(in: pool))
    }
  }

  @Test("a commit whose answer was lost is not counted twice")
  func unknownCommit() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let spillDirectory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: spillDirectory) }
    let stored = (1...3).map { NewClick.stray($0, of: ada) }
    let url = TestDatabase.current.url
    let lost = (4...5).map { NewClick.stray($0, of: ada) }
    // What a writer leaves that was cut off after its commit: the clicks in the table and in the spill, among others.
    let refused = try await onOwnThread { () throws -> Int in
      var store = try ClickStore(url: url)
      return try store.store(stored.map(Arrival.click), .fresh).count
    }
    #expect(refused == 0)
    var records: [UInt8] = []
    for click in stored + lost { SpillRecord.append(.click(click), to: &records) }
    do {
      let spill = try ClickSpill(directory: spillDirectory)
      try spill.append(records + records.prefix(20))
    }
    try await ClickHouse.open(spill: spillDirectory) { (house) async throws in
      #expect(try await eventually { house.recorder.spill.isEmpty })
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 5])
    #expect(try await ada.rollupsAgree(in: pool))
  }

  @Test("conversions that came before their click was stored are counted again")
  func lateClicks() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let spillDirectory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: spillDirectory) }
    var clicks = (1...4).map { NewClick.stray($0, of: ada) }
    clicks[3].outcome = .bot
    let person = Person.ID.timeOrdered(at: .now())
    try await pool.execute(
      "INSERT INTO people (program_id, id, external_id, created_at) VALUES (\(ada.program), \(person), 'bob', now())")
    try await pool.execute(
      "INSERT INTO visitor_people VALUES (\(ada.program), \(clicks[1].visitor), \(person), now())")
    func conversion(_ name: String, click: Click.ID?, person: Person.ID?, at time: Timestamp) async throws {
      try await pool.execute(
        """
        INSERT INTO conversions (program_id, id, external_id, type, amount, currency, exponent, discount, occurred_at,
          recorded_at, person_id, click_id, implied_lead, source)
        VALUES (\(ada.program), \(Conversion.ID.timeOrdered(at: .now())), \(name), 'sale', 100, 'EUR', 2, 0, \(time),
          \(time), \(person), \(click), false, 'api')
        """)
    }
    try await conversion("names the click", click: clicks[0].id, person: nil, at: .now())
    try await conversion("by the visitor, after", click: nil, person: person, at: clicks[1].occurredAt + .seconds(1))
    try await conversion("by the visitor, before", click: nil, person: person, at: clicks[1].occurredAt - .seconds(1))
    try await conversion("names what a program clicked", click: clicks[3].id, person: nil, at: .now())
    try await conversion("of nobody", click: nil, person: nil, at: .now())
    var records: [UInt8] = []
    for click in clicks { SpillRecord.append(.click(click), to: &records) }
    do { try ClickSpill(directory: spillDirectory).append(records) }
    try await ClickHouse.open(spill: spillDirectory) { (house) async throws in
      #expect(try await eventually { house.recorder.spill.isEmpty })
    }
    let due = try await pool.query(
      """
      SELECT c.external_id, d.cause FROM settlements_due d
      JOIN conversions c ON c.program_id = d.program_id AND c.id = d.conversion_id ORDER BY 1
      """)
    #expect(
      try due.map { try $0.decode("external_id", as: String.self) }
        == ["by the visitor, after", "names the click", "names what a program clicked"])
    #expect(try due.allSatisfy { try $0.decode("cause", as: String.self) == "click" })
  }

  @Test("a file is kept until all is over that began before its clicks were stored, and keeps no other waiting")
  func horizon() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let directory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var records: [UInt8] = []
    SpillRecord.append(.click(.stray(1, of: ada)), to: &records)
    do { try ClickSpill(directory: directory).append(records) }
    try await pool.transaction { connection in
      try await connection.query("SELECT pg_current_xact_id()")
      try await ClickHouse.open(spill: directory) { (house) async throws in
        #expect(try await eventually { try await ada.outcomes(in: pool) == ["person": 1] })
        var others: [UInt8] = []
        SpillRecord.append(.click(.stray(2, of: ada)), to: &others)
        try house.recorder.spill.append(others)
        house.recorder.replay()
        #expect(try await eventually { try await ada.outcomes(in: pool) == ["person": 2] })
        #expect(house.recorder.spill.seal().count == 2)
      }
    }
    try await ClickHouse.open(spill: directory) { (house) async throws in
      #expect(try await eventually { house.recorder.spill.isEmpty })
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2])
  }

  @Test("a disk that is full answers 503, and loses nothing that was answered")
  func fullDisk() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let spillDirectory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: spillDirectory) }
    // A database that is not there, and a disk with room for a few clicks only.
    try await ClickHouse.open(
      spill: spillDirectory,
      configure: {
        $0.url = "postgresql://nobody@127.0.0.1:1/nothing"
        $0.spillLimit = 1500
      }
    ) { (house) async throws in
      let visitors = (0..<10).map { _ in Visitor.ID.timeOrdered(at: .now()).description }
      var kept: Set<String> = []
      var turnedAway: [String] = []
      for visitor in visitors {
        let visit = try await house.visit("/r/tea", visitor: visitor)
        if let click = visit.click {
          kept.insert(click)
        } else {
          #expect(visit.status == 503)
          #expect(visit["retry-after"] != nil)
          turnedAway.append(visitor)
        }
      }
      #expect(kept.count >= 3)
      let file = try #require(house.recorder.spill.seal().first)
      let contents = try house.recorder.spill.read(file)
      #expect(contents.torn == 0)
      #expect(contents.arrivals.count == kept.count)

      // There is room again.
      try house.recorder.spill.delete(file)
      let away = try #require(turnedAway.first)
      let visit = try await house.visit("/r/tea", visitor: away)
      #expect(visit.status == 302)
      let again = try house.recorder.spill.read(try #require(house.recorder.spill.seal().first)).arrivals
      guard case .click(let click) = again.first else { return #expect(Bool(false), "no click was kept") }
      #expect(click.outcome == .person, "a visit that was turned away is nobody's first")
    }
  }

  @Test("a disk that takes half a record, and has room again, loses nothing that was answered")
  func halfWritten() async throws {
    try await onOwnServer { server, pool in
      let ada = try await Ada(pool)
      try await ada.link("tea", in: pool)
      let directory = ClickHouse.newDirectory()
      defer { try? FileManager.default.removeItem(atPath: directory) }
      let served = try await onOwnThread { try Served(directory: directory, url: server.url, fileLimit: 4096) }
      defer { served.kill() }
      func visit() async throws -> Visit {
        try await Visit.to("/r/tea", port: served.port, visitor: Visitor.ID.timeOrdered(at: .now()).description)
      }
      #expect(try await visit().status == 302, "the link is in memory now")
      try await server.stop()
      var answered: Set<String> = []
      var isFull = false
      for _ in 0..<100 where !isFull {
        let visit = try await visit()
        if let click = visit.click { answered.insert(click) }
        isFull = visit.status == 503
      }
      #expect(isFull)
      #expect(!answered.isEmpty)
      try served.liftFileLimit()
      for _ in 0..<5 {
        let visit = try await visit()
        #expect(visit.status == 302)
        if let click = visit.click { answered.insert(click) }
      }
      try await server.start()
      #expect(try await eventually { answered.isSubset(of: (try? await stored(ada.program, pool)) ?? []) })
      #expect(
        try await eventually {
          FileManager.default.subpaths(atPath: directory)?.contains { $0.hasSuffix(".clicks") } == false
        })
      #expect(FileManager.default.subpaths(atPath: directory)?.contains { $0.hasSuffix(".rejected") } == false)
      served.stop()
      #expect(try await ada.rollupsAgree(in: pool))
    }
  }

  @Test("a file with a hole is replayed, and put aside for a look")
  func hole() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    let directory = ClickHouse.newDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var records: [UInt8] = []
    SpillRecord.append(.click(.stray(1, of: ada)), to: &records)
    records += [UInt8](repeating: 0, count: 100)
    SpillRecord.append(.click(.stray(2, of: ada)), to: &records)
    do { try ClickSpill(directory: directory).append(records) }
    try await ClickHouse.open(spill: directory) { (house) async throws in
      #expect(try await eventually { house.recorder.spill.isEmpty })
    }
    #expect(try await ada.outcomes(in: pool) == ["person": 2])
    #expect(FileManager.default.subpaths(atPath: directory)?.contains { $0.hasSuffix(".rejected") } == true)
  }

  @Test("a database that takes nothing for a while holds no click back for longer than that")
  func lockedTable() async throws {
    let ada = try await Ada(pool)
    try await ada.link("tea", in: pool)
    try await ClickHouse.open { (house) async throws in
      let clicks = try await pool.transaction { connection in
        try await connection.execute("LOCK TABLE clicks IN ACCESS EXCLUSIVE MODE")
        var clicks = try await strangers(4, house)
        clicks.formUnion(try await strangers(4, house))
        return clicks
      }
      #expect(clicks.count == 8)
      #expect(try await eventually { house.recorder.spill.isEmpty })
      #expect(try await stored(ada.program, pool) == clicks)
    }
    #expect(try await ada.rollupsAgree(in: pool))
  }
}

extension NewClick {
  /// A click through some link of Ada's, some time ago.
  static func stray(_ number: Int, of ada: Ada) -> NewClick {
    let time = Timestamp.now() - .minutes(number)
    return NewClick(
      id: .make(program: ada.program, at: time), program: ada.program, link: .timeOrdered(at: time),
      advocate: ada.advocate, visitor: .timeOrdered(at: time), visitorHash: .timeOrdered(at: time), outcome: .person,
      addressPrefix: "192.0.2.0/24")
  }
}
