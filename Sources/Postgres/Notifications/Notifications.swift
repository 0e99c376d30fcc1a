package import Logging

/// What other sessions `NOTIFY`, listened for on a connection of its own that is made anew whenever it is lost.
///
///     for await event in Notifications(url: url, channels: ["links"]).events {
///       switch event {
///       case .reconnected: await cache.reload()
///       case .notification(_, let payload): await cache.refresh(payload)
///       }
///     }
///
/// It listens until it is let go or stopped.
package final class Notifications: Sendable {
  /// What a reader is told.
  package enum Event: Hashable, Sendable {
    /// From here on nothing is missed; before, anything may have been. Comes first, after every reconnection, and
    /// when events were dropped because the reader was too slow.
    case reconnected
    /// Somebody notified a channel that is listened to.
    case notification(channel: String, payload: String)
  }

  /// The events, for one reader.
  package let events: AsyncStream<Event>
  private let listener: Listener

  /// Starts to connect.
  /// - Parameters:
  ///   - url: the database, as libpq takes it.
  ///   - channels: the names of the channels; not folded to lower case, so write them as `NOTIFY` does.
  ///   - buffer: how many events wait for the reader before they are dropped for a later `reconnected`.
  package init(
    url: String, channels: [String], buffer: Int = 10_000, logger: Logger = Logger(label: "postgres")
  ) throws {
    let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingOldest(buffer))
    let listener = try Listener(url: url, channels: channels, continuation: continuation, logger: logger)
    self.events = events
    self.listener = listener
    continuation.onTermination = { _ in listener.stop() }
    listener.start()
  }

  deinit { stop() }

  /// Ends the events at once, and the connection soon after.
  package func stop() {
    listener.finish()
    listener.stop()
  }
}
