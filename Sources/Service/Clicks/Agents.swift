import Referrals
import Synchronization

/// What user agents give away, remembered: few agents make most clicks.
final class Agents: Sendable {
  /// What is kept of a user agent, and what it gives away.
  struct Agent: Sendable {
    /// Cropped; nil where there is none.
    let text: String?
    /// The kind of a visit by it that follows a link by GET.
    let kind: ClickKind
  }

  private let known = Mutex<[String: Agent]>([:])
  private let limit = 4096

  /// The agent of a value of `User-Agent`.
  func agent(_ value: String?) -> Agent {
    guard let value else { return Agent(text: nil, kind: ClickKind(userAgent: nil)) }
    if let agent = known.withLock({ $0[value] }) { return agent }
    let text = Cropping.text(value, limit: Limits.userAgent)
    let agent = Agent(text: text.isEmpty ? nil : text, kind: ClickKind(userAgent: value))
    // A value far over the limit could fill the memory; it is looked at each time instead.
    guard value.utf8.count <= 2 * Limits.userAgent else { return agent }
    known.withLock { known in
      if known.count >= limit { known.removeAll(keepingCapacity: true) }
      known[value] = agent
    }
    return agent
  }
}
