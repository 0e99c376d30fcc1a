import Records
import Referrals
import Webhooks

/// What a delivery that was taken from the inbox comes to before anything is stored.
enum DeliveryReading {
  /// It has no effect, or none can be told.
  case done(Inbox.Outcome)
  /// It means this.
  case event(IncomingEvent)

  /// Reads a delivery.
  init(_ claimed: Inbox.Claimed) {
    let arrival = claimed.arrival
    if arrival.body.isEmpty {
      self = .done(Inbox.Outcome(arrival.id, .ignored, reason: "what it said was erased"))
      return
    }
    guard let provider = Providers.named(claimed.provider) else {
      self = .done(Inbox.Outcome(arrival.id, .parked, reason: "its provider \(claimed.provider) is not known"))
      return
    }
    do {
      let event = try provider.read(RawDelivery(arrival), for: Recipient(arrival))
      if event.isTest && !claimed.acceptsTest {
        let summary = event.meanings.map(\.summary).joined(separator: "; ")
        self = .done(Inbox.Outcome(arrival.id, .test, reason: "would have been: \(summary)"))
      } else {
        self = .event(event)
      }
    } catch {
      self = .done(Inbox.Outcome(arrival.id, .parked, reason: "it can't be read: \(error)"))
    }
  }
}
