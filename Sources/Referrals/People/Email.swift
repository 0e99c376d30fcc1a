import Foundation

/// An e-mail address: as it was given, and in the form by which addresses are compared.
package struct Email: Hashable, Sendable {
  /// The address as it was given, without white space around it.
  package let text: String
  /// What addresses are compared by: lower case in normalization form C, without the tag after a plus sign. For Gmail
  /// also without dots and with its other domain as one, since Gmail delivers all of them to the same person.
  package let canonical: String

  /// Takes an address that looks like one: something, `@`, a domain. Whether it exists only a message can tell.
  /// `nil` for text that is not such an address, or longer than `Limits.email`.
  package init?(_ given: String) {
    let scalars = given.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    let text = String(given[first...last])
    guard text.utf8.count <= Limits.email, let at = text.lastIndex(of: "@") else { return nil }
    let local = text[..<at]
    let domain = text[text.index(after: at)...]
    let isVisible = text.unicodeScalars.allSatisfy { scalar in
      !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
        && scalar.properties.generalCategory != .format
    }
    guard isVisible, !local.isEmpty, local.utf8.count <= 64, !local.contains("@"),
      !local.contains(where: { "<>()[],;:\\\"".contains($0) }), Self.isDomain(domain)
    else { return nil }
    self.text = text
    // ASCII is in every normalization form already.
    canonical =
      text.utf8.allSatisfy { $0 < 0x80 }
      ? Self.canonical(local: local.lowercased(), domain: domain.lowercased())
      : Self.canonical(
        local: local.lowercased().precomposedStringWithCanonicalMapping,
        domain: domain.lowercased().precomposedStringWithCanonicalMapping)
  }

  /// Whether both are addresses of the same person.
  package static func == (left: Self, right: Self) -> Bool { left.canonical == right.canonical }

  /// Hashes the canonical form.
  package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

  private static func isDomain(_ domain: Substring) -> Bool {
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    return labels.allSatisfy { label in
      !label.isEmpty && label.utf8.count <= 252 && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x80...: true
          default: false
          }
        }
    }
  }

  private static func canonical(local: String, domain: String) -> String {
    var local = local
    var domain = domain
    // A plus sign in front is a name, not a tag.
    if let plus = local.dropFirst().firstIndex(of: "+") { local = String(local[..<plus]) }
    if domain == "gmail.com" || domain == "googlemail.com" {
      domain = "gmail.com"
      let dotless = local.filter { $0 != "." }
      if !dotless.isEmpty { local = dotless }
    }
    return "\(local)@\(domain)"
  }
}

extension Email: CustomStringConvertible {
  /// The address as it was given.
  package var description: String { text }
}
