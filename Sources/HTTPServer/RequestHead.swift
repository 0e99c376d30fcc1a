internal import HTTPTypes
internal import Sockets

/// Where something lies in the bytes of a head.
struct Extent: Sendable {
  var start: UInt32
  var end: UInt32

  init(_ start: Int, _ end: Int) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  var range: Range<Int> { Int(start)..<Int(end) }
  var count: Int { Int(end) - Int(start) }
  var isEmpty: Bool { start == end }
}

/// How the end of a request body is found.
enum Framing: Equatable, Sendable {
  case none
  case length(Int)
  case chunked
}

/// The facts of one request line and header: the bytes as sent, and where the parts lie in them.
struct HeadFacts: Sendable {
  var method = HTTPRequest.Method.get
  /// The digit after `HTTP/1.`.
  var minor: UInt8 = 1
  /// As sent; `*` for the asterisk form; empty in an absolute form without one, which means `/`.
  var path = Extent(0, 0)
  /// Without the question mark.
  var query: Extent?
  /// Host and port: of the absolute form if the target has one, of the Host field otherwise.
  var authority: Extent?
  var fields: [Field] = []
  var framing = Framing.none
  /// Whether the client lets the connection be used again.
  var keepsAlive = true
  var expectsContinue = false

  struct Field: Sendable {
    var name: Extent
    var value: Extent
  }

  var isAtLeast11: Bool { minor >= 1 }

  /// Forgets everything but the room for fields.
  mutating func reset() {
    var fields = fields
    self.fields = []
    fields.removeAll(keepingCapacity: true)
    self = HeadFacts()
    self.fields = fields
  }
}

/// What requests hand out and the connection uses again for its next request when nobody kept it.
///
/// Changed only while the connection holds the single reference, so that it may be read from any thread.
final class RequestHead: @unchecked Sendable {
  var bytes: [UInt8] = []
  var facts = HeadFacts()
  var route: Route?
  /// The values of the route's parameters, still percent-encoded, in the order of its names.
  var values: [Extent] = []
  let remoteAddress: String
  /// Where the connection lives; nil where there is none.
  let loop: EventLoop?

  init(remoteAddress: String, loop: EventLoop? = nil) {
    self.remoteAddress = remoteAddress
    self.loop = loop
  }

  func text(_ extent: Extent) -> String {
    String(decoding: bytes[extent.range], as: UTF8.self)
  }

  /// Whether a field has this name, given in lower case.
  func isNamed(_ field: HeadFacts.Field, _ canonical: String) -> Bool {
    guard field.name.count == canonical.utf8.count else { return false }
    var index = field.name.range.lowerBound
    for byte in canonical.utf8 {
      guard bytes[index].lowercased == byte else { return false }
      index += 1
    }
    return true
  }
}
