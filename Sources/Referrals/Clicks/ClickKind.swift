/// Who, or what, came through a link. Only a person's click counts; the others are redirected, kept and shown apart.
package enum ClickKind: String, CaseIterable, Codable, Sendable {
  /// A browser with somebody in front of it.
  case person
  /// A crawler, a scanner, a library, a browser that a program drives, or an agent that does not say what it is.
  case bot
  /// What shows a link where somebody shared it, in a chat or a post.
  case preview
  /// A service that watches whether pages are up.
  case monitor
  /// A browser's HEAD request, which looks without arriving.
  case head
  /// A browser that fetches ahead, before anybody has followed the link.
  case prefetch

  /// Whether it counts as a person's click.
  package var counts: Bool { self == .person }
}

extension ClickKind {
  /// The kind of a visit: by its agent first; of those left, by its method; of those left, by its purpose.
  ///
  /// - Parameters:
  ///   - userAgent: the bytes of `User-Agent`; empty where it is missing. What is behind `Limits.userAgent` bytes is
  ///     not looked at.
  ///   - isHead: whether the method is HEAD.
  ///   - purpose: `Sec-Purpose`, or else `Purpose` or `X-Purpose` or `X-Moz`, as it came; `nil` where none is there.
  package init(userAgent: Span<UInt8>, isHead: Bool = false, purpose: String? = nil) {
    let agent = userAgent.extracting(first: Limits.userAgent)
    switch Self.meaning(of: agent) {
    case .preview: self = .preview
    case .monitor: self = .monitor
    case .bot: self = .bot
    case nil, .harmless: self = isHead ? .head : Self.isAhead(purpose) ? .prefetch : .person
    }
  }

  /// The kind of a visit whose agent is text, as `init(userAgent:isHead:purpose:)` with bytes.
  package init(userAgent: String?, isHead: Bool = false, purpose: String? = nil) {
    let agent = userAgent ?? ""
    self.init(userAgent: agent.utf8.span, isHead: isHead, purpose: purpose)
  }

  private static func meaning(of agent: Span<UInt8>) -> AgentMeaning? {
    let isBlank = agent.indices.allSatisfy { agent[$0] == 0x20 || agent[$0] == 0x09 }
    return isBlank ? .bot : KnownAgents.patterns.meaning(of: agent)
  }

  /// Whether a purpose says that nobody has followed the link yet: `prefetch`, `prefetch;prerender`, `preview`.
  private static func isAhead(_ purpose: String?) -> Bool {
    guard let purpose = purpose?.lowercased() else { return false }
    return purpose.contains("prefetch") || purpose.contains("prerender") || purpose.contains("preview")
  }
}
