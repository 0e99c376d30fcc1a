import HTTPClient
import Records
import Referrals
import Webhooks

/// A delivery that is on its way: what is sent, to where, and what the answer means.
struct Shipment: Sendable {
  let program: Program.ID
  let endpoint: Endpoints.Entry
  let delivery: Deliveries.Taken
  /// The event's body; several shipments share one.
  let body: [UInt8]

  /// How long an endpoint may take to answer.
  static let timeout: Duration = .seconds(20)

  /// An attempt's request, signed at its time.
  func request(at now: Timestamp) throws -> HTTPClient.Request {
    let signature = try StandardSignature.headers(
      id: WebhookID(delivery.event).description, timestamp: now, body: body,
      secrets: endpoint.secrets(at: now).map { SigningSecret($0) })
    return HTTPClient.Request(
      url: endpoint.url,
      headers: [("Content-Type", "application/json")] + signature.map { ($0.name, $0.value) }, body: body,
      timeout: Self.timeout)
  }

  /// What came of an attempt.
  struct Result: Sendable {
    let shipment: Shipment
    let outcome: Deliveries.Outcome
    /// What it means.
    let verdict: RetrySchedule.Verdict
    /// Until when the endpoint asks to be left alone, because it has more than it can take.
    let pause: Timestamp?
  }

  /// What an answer means.
  func result(_ response: HTTPClient.Response, startedAt: Timestamp, now: Timestamp, chance: Double) -> Result {
    let retryAfter = response["retry-after"]
    let outcome = RetrySchedule.Outcome.answered(status: response.status)
    let verdict = RetrySchedule.verdict(
      outcome, attempt: delivery.tries + 1, retryAfter: retryAfter, chance: chance, now: now)
    var pause: Timestamp?
    if RetrySchedule.isOverloaded(status: response.status),
      case .retry(let time) = RetrySchedule.verdict(
        outcome, attempt: 1, retryAfter: retryAfter, chance: chance, now: now)
    {
      pause = time
    }
    // Bytes that are no text take up more as text than they did as bytes.
    let whole = String(decoding: response.body, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
    let text = String(decoding: whole.utf8.prefix(20_000), as: UTF8.self)
    let attempt = Deliveries.Attempt(
      startedAt: startedAt, status: response.status, failure: nil,
      response: text.isEmpty ? nil : text,
      milliseconds: Int((response.seconds * 1000).rounded(.up)))
    return result(attempt, verdict, pause: pause)
  }

  /// What it means that there was no answer.
  func result(_ failure: HTTPClient.Failure, took: Duration, startedAt: Timestamp, now: Timestamp, chance: Double)
    -> Result
  {
    let attempt = Deliveries.Attempt(
      startedAt: startedAt, status: nil, failure: failure.code, response: nil,
      milliseconds: Int((took / .milliseconds(1)).rounded(.up)))
    return result(
      attempt, RetrySchedule.verdict(.failed, attempt: delivery.tries + 1, chance: chance, now: now), pause: nil)
  }

  private func result(_ attempt: Deliveries.Attempt, _ verdict: RetrySchedule.Verdict, pause: Timestamp?) -> Result {
    let (status, dueAt): (Deliveries.Status, Timestamp?) =
      switch verdict {
      case .delivered: (.delivered, nil)
      case .retry(let time): (.pending, time)
      case .exhausted: (.failed, nil)
      case .gone: (.held, nil)
      }
    return Result(
      shipment: self,
      outcome: Deliveries.Outcome(delivery: delivery.id, attempt: attempt, status: status, dueAt: dueAt),
      verdict: verdict, pause: pause)
  }
}

/// An event's id as it is sent in `webhook-id`: `msg_` and the id.
struct WebhookID: CustomStringConvertible, Sendable {
  let event: Outbox.Event.ID

  init(_ event: Outbox.Event.ID) { self.event = event }

  /// Reads it, with or without the `msg_`.
  init?(_ text: String) {
    guard let event = Outbox.Event.ID(text.hasPrefix("msg_") ? String(text.dropFirst(4)) : text) else { return nil }
    self.event = event
  }

  var description: String { "msg_\(event)" }
}
