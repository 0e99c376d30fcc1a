import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals
import ServiceLifecycle
import StrictJSON
import Synchronization

/// How far work is, told to browsers while it goes on, as server-sent events (WHATWG HTML, 9.2): `progress` whenever
/// something has changed, `done` at the end. There are only so many at a time, each for only so long; a browser that is
/// cut off asks anew by itself, and loses nothing, for all that is told is in the database.
final class ProgressStreams: Service {
  /// What one stream and all together may take.
  struct Limits: Sendable {
    /// Streams at a time.
    var all = 64
    /// Streams of one key at a time.
    var ofOne = 6
    /// How long one lasts.
    var length: Duration = .seconds(300)
    /// How often the work is looked at.
    var interval: Duration = .milliseconds(500)
    /// After how long a silence something is sent, so that nobody on the way takes the connection for dead.
    var heartbeat: Duration = .seconds(10)
  }

  private struct State {
    var open: [String: Int] = [:]
    var isStopped = false
  }

  private let limits: Limits
  private let state = Mutex(State())

  init(limits: Limits = Limits()) { self.limits = limits }

  /// Ends every stream once the service is told to stop, so that none keeps it.
  func run() async throws {
    try? await gracefulShutdown()
    state.withLock { $0.isStopped = true }
  }

  /// How many streams there are.
  var count: Int { state.withLock { $0.open.values.reduce(0, +) } }

  /// The answer that tells of some work. Throws a ``Problem`` where there are too many already.
  func stream(_ id: LongWork.ID, for visit: Visit, _ environment: Environment) throws(Problem) -> Response {
    // By the key, however often it has signed in.
    let holder = "\(visit.program.id) \(visit.session.actor)"
    guard take(holder) else {
      throw .unavailable("Too many pages follow work at the moment. Look again by the link.", retryAfter: 10)
    }
    var headers: HTTPFields = [.contentType: "text/event-stream", .cacheControl: "no-store"]
    // Proxies that would hold it back until it ends are asked not to.
    if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
    // Given back however the stream ends, also where nobody ever asks for its first byte.
    let place = Place { [self] in give(holder) }
    @Sendable func tell(to writer: ResponseWriter) async throws {
      try await self.tell(id, to: writer, visit, environment)
      place.leave()
    }
    return Response(.ok, headers: headers, body: .stream(tell))
  }

  private func tell(
    _ id: LongWork.ID, to writer: ResponseWriter, _ visit: Visit, _ environment: Environment
  ) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limits.length
    var last = ""
    var spoken = clock.now
    try await writer.write("retry: 2000\n\n")
    while clock.now < end, !Task.isCancelled, !state.withLock({ $0.isStopped }) {
      // Whoever has signed out, or whose key was taken back, hears no more.
      let began = clock.now
      let work: Work?
      do {
        work = try await look(id, visit, environment)
      } catch is Problem {
        return
      } catch {
        // The database is away: what there is to tell can wait.
        work = nil
      }
      let text = work.map { Self.text(of: $0, for: visit.reader) } ?? last
      if text != last {
        last = text
        spoken = clock.now
        try await writer.write("event: \(work?.state.isOver == true ? "done" : "progress")\ndata: \(text)\n\n")
      } else if clock.now - spoken >= limits.heartbeat {
        spoken = clock.now
        try await writer.write(": still here\n\n")
      }
      if work?.state.isOver == true { return }
      // Where there is so much to count that looking takes long, it is done more rarely.
      try? await Task.sleep(for: max(limits.interval, (clock.now - began) * 4))
    }
  }

  private func look(_ id: LongWork.ID, _ visit: Visit, _ environment: Environment) async throws -> Work {
    let program = visit.program.id
    let token = SessionToken(in: visit.request)
    return try await environment.database.withConnection { connection in
      guard let token,
        let entry = try await ConsoleSessions.find(hash: token.hash, at: environment.now(), in: connection),
        entry.program == program
      else { throw Problem.forbidden("The session is over.") }
      return try await LongWork(program: program, now: environment.now()).find(id, in: connection)
    }
  }

  private static func text(of work: Work, for reader: Reader) -> String {
    let bar = work.bar
    let json = JSON.object([
      "done": bar.map { .integer(Int64($0.value)) } ?? .null, "total": bar.map { .integer(Int64($0.most)) } ?? .null,
      "words": .string(work.words(for: reader)), "outcome": .string(work.outcome), "more": .bool(work.hasReport),
    ])
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func take(_ holder: String) -> Bool {
    state.withLock { state in
      guard !state.isStopped, state.open.values.reduce(0, +) < limits.all,
        state.open[holder, default: 0] < limits.ofOne
      else { return false }
      state.open[holder, default: 0] += 1
      return true
    }
  }

  private func give(_ holder: String) {
    state.withLock { state in
      let left = state.open[holder, default: 0] - 1
      state.open[holder] = left > 0 ? left : nil
    }
  }

  /// A place among the streams: left once, at the latest when nobody holds it any more.
  private final class Place: Sendable {
    private let onLeaving: @Sendable () -> Void
    private let hasLeft = Atomic(false)

    init(onLeaving: @escaping @Sendable () -> Void) { self.onLeaving = onLeaving }

    deinit { leave() }

    func leave() {
      if !hasLeft.exchange(true, ordering: .relaxed) { onLeaving() }
    }
  }
}
