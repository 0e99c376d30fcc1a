/// What a server answered.
package struct HTTPAnswer: Sendable, Equatable {
  /// One header field.
  package struct Field: Sendable, Equatable {
    /// In lower case.
    package let name: String
    /// As sent.
    package let value: String
  }

  /// The status code.
  package let status: Int
  /// The header fields in the order sent.
  package let fields: [Field]
  /// The body without its framing.
  package let body: [UInt8]

  /// The value of the first field of a name in lower case.
  package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }

  /// The media type, without its parameters.
  package var mediaType: String? { self["content-type"].map { String($0.prefix { $0 != ";" }) } }

  /// The id of the click that a redirect carries in the query of its `Location`.
  package var click: String? {
    guard let location = self["location"] else { return nil }
    let pairs = location.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }.split(separator: "&")
    return pairs.first { $0.hasPrefix("rsn_click=") }.map { String($0.dropFirst("rsn_click=".count)) }
  }
}
