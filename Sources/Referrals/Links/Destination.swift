/// Where a link leads: an absolute http or https address, as its maker gave it.
///
/// What the redirect of a click needs is worked out once: its `Location` is `prefix`, the click's id, `suffix`.
package struct Destination: Sendable {
  /// The address as it was given.
  package let text: String
  /// The host as it was given, without a port.
  package let host: String
  /// What comes before the click's id: `https://shop.example/?a=1&rsn_click=`, in ASCII.
  package let prefix: [UInt8]
  /// What comes after it: the fragment with its `#`, or nothing.
  package let suffix: [UInt8]

  /// The scheme, authority and path in ASCII, the path never empty.
  let base: String
  /// The query as given, without its question mark; `nil` where there is none.
  let query: String?
  /// The fragment with its `#`, or nothing.
  let fragment: String

  /// The name of the parameter that carries the click's id.
  package static let clickParameter = "rsn_click"

  /// Takes an address that may be redirected to; throws the first rule that it breaks.
  package init(_ text: String) throws(Refusal) {
    let parts = try AddressParts(text)
    self.text = text
    host = parts.host
    base = PercentEncoding.encode(parts.base, keeping: .ascii)
    query = parts.query.map { PercentEncoding.encode($0, keeping: .ascii) }
    fragment = PercentEncoding.encode(parts.fragment, keeping: .ascii)
    let merged = Self.merge(query, with: [(Self.clickParameter, "")])
    prefix = Array("\(base)?\(merged)".utf8)
    suffix = Array(fragment.utf8)
  }

  /// Appends the `Location` for a click: the address with `rsn_click` in its query.
  package func appendLocation(of click: Click.ID, to buffer: inout [UInt8]) {
    buffer.reserveCapacity(buffer.count + prefix.count + Click.ID.textLength + suffix.count)
    buffer.append(contentsOf: prefix)
    click.appendText(to: &buffer)
    buffer.append(contentsOf: suffix)
  }

  /// The `Location` for a click: the address with `rsn_click` in its query.
  package func location(of click: Click.ID) -> String {
    var buffer: [UInt8] = []
    appendLocation(of: click, to: &buffer)
    return String(decoding: buffer, as: UTF8.self)
  }

  /// The address with parameters merged into its query: those of the same names are taken out, the new ones come last
  /// in the order given; all others, the valueless and the doubled among them, and the fragment stay as they are.
  package func location(adding parameters: [(name: String, value: String)]) -> String {
    let merged = Self.merge(query, with: parameters)
    return (query == nil && parameters.isEmpty ? base : "\(base)?\(merged)") + fragment
  }

  private static func merge(_ query: String?, with parameters: [(name: String, value: String)]) -> String {
    let names = Set(parameters.map(\.name))
    var pieces = (query ?? "").split(separator: "&", omittingEmptySubsequences: false).filter { piece in
      let name = piece.prefix { $0 != "=" }
      return !names.contains(PercentEncoding.decode(name) ?? String(name))
    }
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    let added = parameters.map { name, value in
      "\(PercentEncoding.encode(name, keeping: .unreserved))=\(PercentEncoding.encode(value, keeping: .unreserved))"
    }
    return (pieces.map(String.init) + added).joined(separator: "&")
  }
}

extension Destination: Hashable {
  /// Whether two destinations were given as the same text.
  package static func == (left: Self, right: Self) -> Bool { left.text == right.text }

  /// Hashes the text.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Destination: CustomStringConvertible {
  /// The address as it was given.
  package var description: String { text }
}
