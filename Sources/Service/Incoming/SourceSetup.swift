import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// Makes webhook sources, changes and removes them, and writes down who did.
struct SourceSetup: Sendable {
  var environment: Environment
  var directory: SourceDirectory

  /// For how long the secret before stays valid when another takes its place, unless told otherwise.
  static let overlapHours: Int64 = 24

  /// Where a source's provider posts to.
  func url(of source: Source) -> String { "\(environment.address.url)/hooks/\(source.id)" }

  /// Makes a source from the fields `provider`, `secret`, `name` and `accepts_test`.
  func make(_ fields: Fields, by author: Author) async throws -> Source {
    var fields = fields
    let provider = try fields.provider("provider")
    let secret = try fields.secret("secret", of: provider)
    let name = try fields.optionalText("name", limit: Limits.name)
    let acceptsTest = try fields.optionalFlag("accepts_test") ?? false
    try fields.end()
    let now = environment.now()
    let source = Source(
      id: .timeOrdered(at: now), program: author.program, provider: provider.name, name: name, secret: secret,
      acceptsTest: acceptsTest, createdAt: now)
    try await environment.database.transaction { connection in
      try await Sources.insert(source, in: connection)
      try await author.record("source.made", source.title, .object(source.settings), at: now, in: connection)
    }
    return source
  }

  /// Changes a source by the fields `name` and `accepts_test`; those that are not there stay.
  func update(_ id: Source.ID, _ fields: Fields, by author: Author) async throws -> Source {
    var fields = fields
    let mentionsName = fields.mentions("name")
    let name = try fields.optionalText("name", limit: Limits.name)
    let acceptsTest = try fields.optionalFlag("accepts_test")
    try fields.end()
    return try await change(id, by: author) { source, now, connection in
      try await Sources.update(
        source.id, name: mentionsName ? name : source.name, acceptsTest: acceptsTest ?? source.acceptsTest,
        program: author.program, in: connection)
      guard let changed = try await Sources.find(source.id, in: connection) else { return }
      let changes = Changes.between(source.settings, changed.settings)
      if !changes.isEmpty {
        try await author.record("source.changed", source.title, .object(changes), at: now, in: connection)
      }
    }
  }

  /// Gives a source another secret, by the fields `secret` and `overlap_hours`.
  func rotate(_ id: Source.ID, _ fields: Fields, by author: Author) async throws -> Source {
    var fields = fields
    let given = try fields.text("secret", limit: 512)
    let hours = try fields.optionalInteger("overlap_hours", in: 0...720) ?? Self.overlapHours
    try fields.end()
    return try await change(id, by: author) { source, now, connection in
      if let provider = Providers.named(source.provider) { try Fields.check(given, "secret", of: provider) }
      try await Sources.rotate(
        source.id, to: given, keepingFormerUntil: now + .hours(Int(hours)), program: author.program, in: connection)
      try await author.record(
        "source.secret_rotated", source.title, .object(["overlap_hours": .integer(hours)]), at: now, in: connection)
    }
  }

  /// Takes no more deliveries from a source.
  func remove(_ id: Source.ID, by author: Author) async throws -> Source {
    try await change(id, by: author) { source, now, connection in
      try await Sources.remove(source.id, at: now, program: author.program, in: connection)
      try await author.record("source.removed", source.title, at: now, in: connection)
    }
  }

  /// The source of an id, if the program has it and it was not removed.
  static func find(_ id: Source.ID, program: Program.ID, in connection: Connection) async throws -> Source {
    guard let source = try await Sources.find(id, in: connection), source.program == program else {
      throw Problem.notFound("such source", field: "id")
    }
    return source
  }

  private func change(
    _ id: Source.ID, by author: Author, _ body: (Source, Timestamp, Connection) async throws -> Void
  ) async throws -> Source {
    let now = environment.now()
    let source = try await environment.database.transaction { connection in
      let source = try await Self.find(id, program: author.program, in: connection)
      try await body(source, now, connection)
      return try await Sources.find(id, includingRemoved: true, in: connection) ?? source
    }
    directory.forget(id)
    return source
  }
}

extension Source {
  /// What people call it.
  var title: String { name ?? provider }

  /// What can be set of it but its secret, each by its name.
  fileprivate var settings: [JSON.Member] {
    [
      .init(name: "provider", value: .string(provider)), .init(name: "name", value: .text(name)),
      .init(name: "accepts_test", value: .bool(acceptsTest)),
    ]
  }
}

extension Fields {
  /// A provider of webhooks, by its name.
  fileprivate mutating func provider(_ name: String) throws(Problem) -> any Provider {
    guard let provider = Providers.named(try text(name)) else {
      throw .invalid(path(name), "must be one of \(Providers.all.map(\.name).joined(separator: ", ")).")
    }
    return provider
  }

  /// A secret of a provider.
  fileprivate mutating func secret(_ name: String, of provider: any Provider) throws(Problem) -> String {
    let secret = try text(name, limit: 512)
    try Self.check(secret, path(name), of: provider)
    return secret
  }

  /// Checks that a provider may have a secret.
  fileprivate static func check(_ secret: String, _ path: String, of provider: any Provider) throws(Problem) {
    do throws(InvalidSecret) {
      try provider.validate(secret: secret)
    } catch {
      throw .invalid(path, error.description)
    }
  }
}
