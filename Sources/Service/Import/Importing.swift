import HTTPTypes
import Postgres
import Records
import Referrals

/// Files that are uploaded: the parts that keep them and take them in, put together.
struct Importing: Sendable {
  /// Octets that are kept together: few statements, and little memory.
  private static let chunk = 1 << 20
  /// How many files of a program may wait.
  private static let mostPending = 10

  let worker: ImportWorker
  /// Octets of a file, beyond which it is for the command.
  let limit: Int

  /// Puts them together; nothing runs yet.
  init(environment: Environment, limit: Int, dedupeWindow: Duration) {
    worker = ImportWorker(environment: environment, dedupeWindow: dedupeWindow, bell: Bell())
    self.limit = limit
  }

  /// The limit, for people.
  var limitWords: String { limit < 1 << 20 ? "\(limit >> 10) KiB" : "\(limit >> 20) MiB" }

  private var environment: Environment { worker.environment }

  /// Keeps a file while it arrives, and has it taken in once all of it is there. What does not arrive whole leaves
  /// nothing behind.
  /// - Parameter length: how long the request says it is; nil where it does not.
  func take(
    _ noun: Import.Noun, _ upload: Upload, length: Int?, skipsBad: Bool, by author: Author
  ) async throws -> Imports.ID {
    guard let file = upload.file else { throw Problem.invalid("file", "is needed: choose one.") }
    // The form around the file is of little weight.
    if let length, length > limit + 128 * 1024 { throw tooLong }
    let now = environment.now()
    let program = author.program
    let id = Imports.ID.timeOrdered(at: now)
    let new = Imports.New(
      id: id, noun: noun.rawValue, file: RecordedImport.name(of: file), bytes: nil, skipsBad: skipsBad)
    try await environment.database.transaction { connection in
      guard try await Imports.pending(program: program, in: connection) < Self.mostPending else {
        throw Problem.conflict(
          "imports_waiting", "\(Self.mostPending) files wait already. Try again once some of them are imported.")
      }
      try await Imports.open(new, by: author.name, at: now, program: program, in: connection)
    }
    do {
      try await keep(new, upload, by: author)
    } catch {
      // In a task of its own: this one ends where the browser went away.
      await Task {
        try? await environment.database.transaction { connection in
          try await Imports.giveUp(id, program: program, in: connection)
        }
      }.value
      throw error
    }
    worker.bell.ring()
    return id
  }

  private func keep(_ new: Imports.New, _ upload: Upload, by author: Author) async throws {
    var upload = upload
    var number = 0
    var total = 0
    var gathered: [UInt8] = []
    func flush() async throws {
      let (bytes, place) = (gathered, number)
      gathered = []
      number += 1
      let isOpen = try await environment.database.withConnection { connection in
        try await Imports.add(
          bytes, number: place, to: new.id, at: environment.now(), program: author.program, in: connection)
      }
      guard isOpen else { throw Self.gone }
    }
    while let piece = try await upload.next() {
      total += piece.count
      guard total <= limit else { throw tooLong }
      gathered += piece
      if gathered.count >= Self.chunk { try await flush() }
    }
    guard total > 0 else { throw Problem.invalid("file", "is empty.") }
    if !gathered.isEmpty { try await flush() }
    let (now, size) = (environment.now(), total)
    try await environment.database.transaction { connection in
      guard try await Imports.enqueue(new.id, at: now, program: author.program, in: connection) else {
        throw Self.gone
      }
      try await new.record(by: author, bytes: size, at: now, in: connection)
    }
  }

  private var tooLong: Problem {
    Problem(
      .contentTooLarge, "file_too_large",
      "file is longer than \(limitWords). Import it by the command, which takes files of any length, or in parts.",
      field: "file")
  }

  private static var gone: Problem { .conflict("upload_given_up", "The file arrived too slowly. Send it again.") }
}
