package import HTTPTypes
internal import Sockets

/// One request, its body aside as it came over the wire. Parts are turned into text only when asked for.
package struct Request: Sendable {
  let head: RequestHead
  /// The body, to be read by the handler, once.
  package let body: RequestBody

  /// As sent; HEAD stays HEAD although a GET route answers it.
  package var method: HTTPRequest.Method { head.facts.method }

  /// Percent-encoded, as sent; `/` for an absolute form without a path.
  package var path: String { head.facts.path.isEmpty ? "/" : head.text(head.facts.path) }

  /// Percent-encoded, as sent, without the question mark; nil if the target has none.
  package var query: String? { head.facts.query.map { head.text($0) } }

  /// Host with port, as sent: of an absolute-form target, or else of the Host field. Nil in HTTP/1.0 without one.
  package var host: String? { head.facts.authority.map { head.text($0) } }

  /// The address the connection came from, without port: a proxy's, if there is one before the server.
  package var remoteAddress: String { head.remoteAddress }

  /// The pattern of the route that was found; nil where a request was refused before it had one.
  package var pattern: String? { head.route?.pattern }

  /// The parameters of the route's pattern.
  package var parameters: Parameters { Parameters(head: head) }

  /// The value of a header field; several of one name are joined as RFC 9110, 5.3 says, by commas, cookies by
  /// semicolons. Octets that are no UTF-8 become U+FFFD.
  package func header(_ name: HTTPField.Name) -> String? {
    let canonical = name.canonicalName
    var found: String?
    for field in head.facts.fields where head.isNamed(field, canonical) {
      let value = head.text(field.value)
      found = found.map { $0 + (canonical == "cookie" ? "; " : ", ") + value } ?? value
    }
    return found
  }

  /// Runs a closure once the requests that have come by now are in their handlers' hands: what handlers have gathered is
  /// then sent on in one piece. Called by the handler, before it waits for anything.
  package func afterThisTurn(_ closure: @escaping @Sendable () -> Void) {
    if let loop = head.loop { loop.atEndOfTurn(closure) } else { closure() }
  }

  /// Every header field in the order sent. Made at each call: for one or two, `header` is much cheaper.
  package var headers: HTTPFields {
    var fields = HTTPFields()
    for field in head.facts.fields {
      guard let name = HTTPField.Name(head.text(field.name)) else { continue }
      fields.append(HTTPField(name: name, value: head.text(field.value)))
    }
    return fields
  }
}

/// What stood in the path where a pattern has `{name}`, percent-decoded.
package struct Parameters: Sendable {
  let head: RequestHead

  /// The value of a parameter; nil if the pattern has none of this name. A `%2F` is a slash of the value.
  package subscript(name: String) -> String? {
    guard let index = head.route?.names.firstIndex(of: name), index < head.values.count else { return nil }
    return PercentEncoding.decode(head.bytes[head.values[index].range])
  }
}
