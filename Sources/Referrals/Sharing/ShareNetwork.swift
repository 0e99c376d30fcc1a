/// Where advocates share at a tap, each place with a link of its own: its name is that link's channel.
package enum ShareNetwork: String, CaseIterable, Sendable {
  case whatsapp
  case x
  case facebook
  case linkedin
  case bluesky
  case mastodon
  case email
  /// Whatever the phone's own share sheet offers.
  case sheet = "share_sheet"

  /// What it is called.
  package var title: String {
    switch self {
    case .whatsapp: "WhatsApp"
    case .x: "X"
    case .facebook: "Facebook"
    case .linkedin: "LinkedIn"
    case .bluesky: "Bluesky"
    case .mastodon: "Mastodon"
    case .email: "E-mail"
    case .sheet: "Share sheet"
    }
  }

  /// Whether it shows words that are shared; LinkedIn and Facebook take theirs from the page that the link leads to.
  package var takesWords: Bool { self != .facebook && self != .linkedin }

  /// Where a browser goes to share something there; nil where it does not go anywhere, or where it depends on the server.
  ///
  /// As the networks document it: faq.whatsapp.com "click to chat", developer.x.com "web intent",
  /// developers.facebook.com "sharing on the web", docs.bsky.app "action intent links", RFC 6068 for mailto.
  package func address(_ message: ShareMessage, subject: String) -> String? {
    func encoded(_ text: String) -> String { PercentEncoding.encode(text, keeping: .unreserved) }
    return switch self {
    case .whatsapp: "https://wa.me/?text=\(encoded(message.whole))"
    case .x:
      "https://x.com/intent/post?text="
        + (message.words.map { "\(encoded($0))&url=\(encoded(message.url))" } ?? encoded(message.whole))
    case .facebook: "https://www.facebook.com/sharer/sharer.php?u=\(encoded(message.url))"
    case .linkedin: "https://www.linkedin.com/sharing/share-offsite/?url=\(encoded(message.url))"
    case .bluesky: "https://bsky.app/intent/compose?text=\(encoded(message.whole))"
    case .email: "mailto:?subject=\(encoded(subject))&body=\(encoded(message.letter))"
    case .mastodon, .sheet: nil
    }
  }

  /// Where a Mastodon server takes something to share; nil for what cannot be the name of one. A whole address, or a handle
  /// such as `@ada@social.example`, is taken for the server in it.
  package static func mastodonAddress(server: String, _ message: ShareMessage) -> String? {
    var name = server.lowercased()[...]
    if let scheme = name.firstRange(of: "://") { name = name[scheme.upperBound...] }
    name = name.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    if let at = name.lastIndex(of: "@") { name = name[name.index(after: at)...] }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, labels.count >= 2,
      labels.allSatisfy({ label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
          && label.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte) || byte == 0x2d
          }
      }),
      labels.last?.utf8.allSatisfy({ (0x30...0x39).contains($0) }) == false
    else { return nil }
    return "https://\(name)/share?text=\(PercentEncoding.encode(message.whole, keeping: .unreserved))"
  }
}
