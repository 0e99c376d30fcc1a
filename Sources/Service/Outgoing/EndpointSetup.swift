import HTTPTypes
import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// Makes endpoints, changes, tries and deletes them, and writes down who did.
struct EndpointSetup: Sendable {
  var environment: Environment
  /// Which addresses may be called.
  var rules: DestinationRules
  /// Wakes the sender.
  var bell: Bell

  /// For how long the former secret signs beside the new one.
  private static let overlap: Duration = .hours(24)

  /// Makes an endpoint from the fields `url`, `events` and `description`.
  func make(_ fields: Fields, by author: Author) async throws -> Endpoints.Entry {
    var fields = fields
    let url = try address(&fields)
    let events = try fields.choices("events", of: EventType.names)
    let description = try fields.optionalText("description", limit: Limits.name)
    guard let url else {
      throw Problem(.unprocessableContent, "missing_field", "url is required.", field: "url")
    }
    try fields.end()
    let now = environment.now()
    let endpoint = Endpoints.Entry(
      id: .timeOrdered(at: now), url: url, description: description, events: events,
      secret: SigningSecret.generate().text, createdAt: now)
    try await environment.database.transaction { connection in
      try await Endpoints.insert(endpoint, program: author.program, in: connection)
      try await author.record("endpoint.made", endpoint.url, .object(endpoint.settings), at: now, in: connection)
    }
    return endpoint
  }

  /// An address that events can be sent to, if there.
  private func address(_ fields: inout Fields) throws(Problem) -> String? {
    guard let text = try fields.optionalText("url", limit: Limits.destination) else { return nil }
    let url: EndpointURL
    do throws(EndpointURL.Refusal) { url = try EndpointURL(text) } catch { throw .invalid("url", "\(error)") }
    // A name is looked up when it is called; an address can be told right away.
    if let address = url.address, !rules.permits(address) {
      throw .invalid("url", "is at an address that is not public; the operator can allow it.")
    }
    return url.text
  }

  /// Changes an endpoint by the fields `url`, `events`, `description` and `disabled`; those that are not there stay.
  func change(_ id: Endpoints.ID, _ fields: Fields, by author: Author) async throws -> Endpoints.Entry {
    var fields = fields
    let changesDescription = fields.mentions("description")
    let url = try address(&fields)
    let events = try fields.optionalChoices("events", of: EventType.names)
    let description = try fields.optionalText("description", limit: Limits.name)
    let isDisabled = try fields.optionalFlag("disabled")
    try fields.end()
    return try await change(id, by: author) { endpoint, now, connection in
      let before = endpoint
      if changesDescription { endpoint.description = description }
      if let events { endpoint.events = events }
      if let url, url != endpoint.url {
        endpoint.url = url
        endpoint.failingSince = nil
        endpoint.notBefore = nil
      }
      if isDisabled == true, endpoint.disabledAt == nil {
        endpoint.disabledAt = now
        endpoint.disabledReason = .asked
        try await Deliveries.stop(id, as: .held, at: now, program: author.program, in: connection)
      } else if isDisabled == false {
        endpoint.disabledAt = nil
        endpoint.disabledReason = nil
        endpoint.failingSince = nil
        endpoint.notBefore = nil
      }
      let changes = Changes.between(before.settings, endpoint.settings)
      if !changes.isEmpty {
        try await author.record("endpoint.changed", before.url, .object(changes), at: now, in: connection)
      }
    }
  }

  /// Gives an endpoint a new secret; the former one signs beside it for a day.
  func rotate(_ id: Endpoints.ID, by author: Author) async throws -> Endpoints.Entry {
    try await change(id, by: author) { endpoint, now, connection in
      endpoint.formerSecret = endpoint.secret
      endpoint.formerSecretUntil = now + Self.overlap
      endpoint.secret = SigningSecret.generate().text
      try await author.record(
        "endpoint.secret_rotated", endpoint.url,
        .object(["former_secret_until": .text(of: endpoint.formerSecretUntil)]), at: now, in: connection)
    }
  }

  /// Changes an endpoint that nobody else changes meanwhile.
  private func change(
    _ id: Endpoints.ID, by author: Author,
    _ body: (inout Endpoints.Entry, Timestamp, Connection) async throws -> Void
  ) async throws -> Endpoints.Entry {
    let now = environment.now()
    return try await environment.database.transaction { connection in
      guard var endpoint = try await Endpoints.hold(id, program: author.program, in: connection) else {
        throw Problem.noEndpoint
      }
      try await body(&endpoint, now, connection)
      try await Endpoints.update(endpoint, program: author.program, in: connection)
      return endpoint
    }
  }

  /// Deletes an endpoint: nothing is sent to it any more.
  func delete(_ id: Endpoints.ID, by author: Author) async throws {
    let now = environment.now()
    try await environment.database.transaction { connection in
      guard let endpoint = try await Endpoints.hold(id, program: author.program, in: connection),
        try await Endpoints.delete(id, at: now, program: author.program, in: connection)
      else { throw Problem.noEndpoint }
      try await Deliveries.stop(id, as: .canceled, at: now, program: author.program, in: connection)
      try await author.record("endpoint.deleted", endpoint.url, at: now, in: connection)
    }
  }

  /// Sends an endpoint an event `endpoint.test`, signed as every event is.
  func test(_ id: Endpoints.ID, program: Program.ID) async throws -> Deliveries.Item {
    let now = environment.now()
    let delivery = try await environment.database.transaction { connection in
      try await Self.enabled(id, program: program, in: connection)
      let written = try await EventType.endpointTest.tell(
        EventType.test(of: id), to: .only(id), at: now, program: program, in: connection)
      guard let first = written.first,
        let delivery = try await Deliveries.find(first, program: program, in: connection)
      else { throw Problem.noEndpoint }
      return delivery
    }
    bell.ring()
    return delivery
  }

  /// Throws where there is no such endpoint, or nothing is sent to it. Holds it until the transaction ends.
  @discardableResult
  static func enabled(
    _ id: Endpoints.ID, program: Program.ID, in connection: Connection
  ) async throws -> Endpoints.Entry {
    guard let endpoint = try await Endpoints.hold(id, program: program, in: connection) else {
      throw Problem.noEndpoint
    }
    guard endpoint.disabledAt == nil else { throw Problem.endpointDisabled }
    return endpoint
  }
}

extension Endpoints.Entry {
  /// What can be set of it but its secret, each by its name.
  fileprivate var settings: [JSON.Member] {
    [
      .init(name: "url", value: .string(url)), .init(name: "events", value: .array(events.map(JSON.string))),
      .init(name: "description", value: .text(description)),
      .init(name: "disabled", value: .bool(disabledAt != nil)),
    ]
  }
}

extension Problem {
  /// 404: the program has no such endpoint.
  static var noEndpoint: Problem { .notFound("such endpoint", field: "id") }

  /// 409: nothing is sent to the endpoint.
  static var endpointDisabled: Problem {
    .conflict("endpoint_disabled", "The endpoint is disabled; enable it first.", field: "id")
  }
}
