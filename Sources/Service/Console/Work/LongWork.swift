import Pages
import Postgres
import Records
import Referrals

/// Work that takes long, and how far it is: read from the database, so that any page, any instance and any restart sees
/// the same.
struct LongWork: Sendable {
  /// Which work.
  enum ID: Sendable, Equatable, CustomStringConvertible {
    /// A run that counts all credit anew.
    case run(Int)
    /// Deliveries that were let go again together.
    case replay(Replays.ID)
    /// A file of history that is taken in.
    case `import`(Imports.ID)

    /// As addresses have it.
    init?(_ text: String) {
      if text.hasPrefix("run-"), let run = Int(text.dropFirst(4)), (1...Int(Int32.max)).contains(run) {
        self = .run(run)
      } else if text.hasPrefix("replay-"), let id = Replays.ID(String(text.dropFirst(7))) {
        self = .replay(id)
      } else if text.hasPrefix("import-"), let id = Imports.ID(String(text.dropFirst(7))) {
        self = .import(id)
      } else {
        return nil
      }
    }

    var description: String {
      switch self {
      case .run(let run): "run-\(run)"
      case .replay(let id): "replay-\(id)"
      case .import(let id): "import-\(id)"
      }
    }
  }

  var program: Program.ID
  /// The time.
  var now: Timestamp

  /// How far some work is.
  func find(_ id: ID, in connection: Connection) async throws -> Work {
    switch id {
    case .run(let number):
      guard let run = try await Runs.find(number, program: program, in: connection) else {
        throw Problem.notFound("such work")
      }
      let left = run.isLive ? 0 : try await Runs.left(program: program, in: connection)
      return Work(run, left: left)
    case .replay(let id):
      guard let replay = try await Replays.find(id, program: program, in: connection) else {
        throw Problem.notFound("such work")
      }
      let progress = try await Replays.progress(of: [replay], program: program, in: connection)[id]
      return Work(replay, progress ?? .init())
    case .import(let id):
      guard let entry = try await Imports.find(id, program: program, in: connection) else {
        throw Problem.notFound("such work")
      }
      return Work(entry, at: now)
    }
  }

  /// The latest work, newest first.
  func latest(_ count: Int, in connection: Connection) async throws -> [Work] {
    let runs = try await Runs.all(program: program, in: connection).filter { $0.run > 1 }.prefix(count)
    let left =
      runs.contains { !$0.isLive } ? try await Runs.left(program: program, in: connection) : 0
    let replays = try await Replays.list(before: nil, limit: count, program: program, in: connection)
    let progress = try await Replays.progress(of: replays, program: program, in: connection)
    let imports = try await Imports.list(limit: count, program: program, in: connection)
    let all =
      runs.map { Work($0, left: left) } + replays.map { Work($0, progress[$0.id] ?? .init()) }
      + imports.map { Work($0, at: now) }
    return Array(all.sorted { $0.begunAt > $1.begunAt }.prefix(count))
  }
}

extension Work {
  /// How far a recount is, of which so many conversions are left.
  fileprivate init(_ run: Runs.Entry, left: Int) {
    let total = run.conversions.map { max($0, run.isLive ? 0 : left) }
    let outcome =
      run.isCurrent ? "Reports go by it." : run.isLive ? "It is kept up to date beside the one reports go by." : ""
    self.init(
      id: LongWork.ID.run(run.run).description, title: "Recount: run \(run.run) by \(run.attribution.model)",
      author: nil, begunAt: run.createdAt, done: run.isLive ? total ?? 0 : max(0, (total ?? left) - left),
      total: total, state: run.isLive ? .done : .underWay, outcome: outcome)
  }

  /// How far a replay is.
  fileprivate init(_ replay: Replays.Entry, _ progress: Replays.Progress) {
    let states = progress.states.sorted { $0.key < $1.key }
      .filter { $0.value > 0 && !($0.key == "pending" || $0.key == "received") }
      .map { "\($0.value) \($0.key)" }
    let later = (progress.states["pending"] ?? 0) - (replay.deliveries - progress.done)
    let retried = replay.direction == .outgoing && later > 0 ? ["\(later) failed and are tried again later"] : []
    self.init(
      id: LongWork.ID.replay(replay.id).description, title: "Replay of \(replay.subject)", author: replay.begunBy,
      begunAt: replay.begunAt, done: progress.done, total: replay.deliveries,
      state: progress.done >= replay.deliveries ? .done : .underWay,
      outcome: (states + retried).joined(separator: ", "))
  }
}
