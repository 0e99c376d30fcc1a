import HTTPServer
import HTTPTypes
import Logging
import Postgres
import Records
import Referrals
import StrictJSON
import Webhooks

/// Takes in deliveries: verifies the signature over the bytes as they came, keeps them, and answers. What they mean for
/// the ledger is the ``InboxWorker``'s.
struct DeliveryIntake: Sendable {
  var environment: Environment
  var sources: SourceDirectory
  var writer: InboxWriter
  var metrics: DeliveryMetrics
  /// Called when a delivery was kept, so that the worker need not wait for its next look.
  var onKept: @Sendable () -> Void = {}

  /// What became of a request.
  enum Answer: Sendable, Equatable {
    /// It is kept under this id, durably.
    case kept(Delivery.ID, isNew: Bool)
    /// It was the provider's greeting.
    case greeted
  }

  /// Takes in one delivery. Throws a ``Problem`` for one that is refused.
  func take(_ id: Source.ID, _ request: Request) async throws -> Answer {
    guard let source = try await sources.source(id), let provider = Providers.named(source.provider) else {
      metrics.count(provider: "", outcome: "unknown_source")
      throw Problem.notFound("such source", field: "source_id")
    }
    do {
      let body = try await request.body.collect()
      return try await take(RawDelivery(request, body: body), of: source, by: provider)
    } catch let error as BodyError {
      metrics.count(provider: source.provider, outcome: "unreadable_body")
      throw error
    } catch let rejection as Rejection {
      metrics.count(provider: source.provider, outcome: rejection.code)
      // Neither the body nor a header: both may hold what is nobody's business.
      environment.log.notice(
        "a delivery is refused", metadata: ["source": "\(source.id)", "reason": "\(rejection.code)"])
      throw Problem(rejection)
    } catch is InboxWriter.Full {
      metrics.count(provider: source.provider, outcome: "turned_away")
      throw Problem.unavailable("Too many deliveries wait to be stored.")
    } catch let error as PoolError {
      metrics.count(provider: source.provider, outcome: "turned_away")
      throw error
    }
  }

  private func take(
    _ delivery: RawDelivery, of source: Source, by provider: any Provider
  ) async throws -> Answer {
    if provider.handshake(delivery) {
      metrics.count(provider: source.provider, outcome: "greeted")
      return .greeted
    }
    let now = environment.now()
    try provider.verify(delivery, secrets: source.secrets(at: now).map(SigningSecret.init), now: now)
    let event = try provider.read(delivery, for: Recipient(source, at: now))
    let id = Delivery.ID.timeOrdered(at: now)
    let isNew = try await writer.store(
      Inbox.Arrival(
        id: id, program: source.program, source: source.id, externalID: event.id, type: event.type,
        headers: delivery.meaningfulHeaders, body: delivery.body, receivedAt: now))
    metrics.count(provider: source.provider, outcome: isNew ? "accepted" : "repeated")
    if isNew { onKept() }
    return .kept(id, isNew: isNew)
  }
}

extension Recipient {
  /// The recipient of a source's deliveries. Its namespace is the random end of the source's id.
  init(_ source: Source, at time: Timestamp) {
    self.init(program: source.program, namespace: Self.namespace(of: source.id), receivedAt: time)
  }

  /// The recipient of a delivery that was kept.
  init(_ arrival: Inbox.Arrival) {
    self.init(
      program: arrival.program, namespace: Self.namespace(of: arrival.source), receivedAt: arrival.receivedAt)
  }

  private static func namespace(of source: Source.ID) -> String { String(source.description.suffix(12)) }
}

extension RawDelivery {
  init(_ request: Request, body: [UInt8]) {
    self.init(headers: request.headers.map { ($0.name.rawName, $0.value) }, body: body)
  }

  /// The headers that providers tell by what a body is, as a JSON object; signatures stay out of it.
  var meaningfulHeaders: String {
    let kept = headers.filter { header in
      let name = header.name.lowercased()
      return ["x-shopify-", "x-wc-", "x-github-", "webhook-", "svix-"].contains { name.hasPrefix($0) }
        && !name.contains("signature") && !name.contains("hmac")
    }
    let members = kept.map { JSON.Member(name: $0.name.lowercased(), value: .string($0.value)) }
    return String(decoding: JSON.object(members).bytes, as: UTF8.self)
  }

  /// A delivery as it was kept.
  init(_ arrival: Inbox.Arrival) throws {
    guard case .object(let members) = try JSON(parsing: Array(arrival.headers.utf8)) else {
      self.init(headers: [], body: arrival.body)
      return
    }
    let headers = members.compactMap { member -> (String, String)? in
      guard case .string(let value) = member.value else { return nil }
      return (member.name, value)
    }
    self.init(headers: headers, body: arrival.body)
  }
}

extension Problem {
  /// What a delivery that is refused is answered.
  init(_ rejection: Rejection) {
    switch rejection {
    case .missingHeader(let name), .malformedHeader(let name):
      self.init(.unauthorized, rejection.code, rejection.description, field: name)
    case .badSignature, .stale, .fromTheFuture:
      self.init(.unauthorized, rejection.code, rejection.description)
    case .notJSON: self.init(.badRequest, "malformed_body", rejection.description)
    case .unusable(let field, _): self.init(.unprocessableContent, "invalid_field", rejection.description, field: field)
    }
  }
}
