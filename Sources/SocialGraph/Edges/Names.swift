/// The people of a graph by name: each name once, in the order they came.
///
/// A name is any text. One that is a whole number as people write it (no sign, no leading zero, of at most 18 digits) is kept
/// as a number, in 8 bytes; any other, longer numbers included, as its bytes. So 7 and 007 are two people.
public struct Names: Sendable {
  /// How many people there are.
  public var count: Int { identities.count }

  /// A number, or with the highest bit set the place of a text in `texts`.
  private var identities: [UInt64] = []
  private var texts = Texts()
  private var table = HashTable()
  /// One more than the vertex of each small number; 0 where there is none.
  private var direct = [UInt32](repeating: 0, count: 1 << 10)
  /// How many numbers take so many bits.
  private var widths = [Int](repeating: 0, count: 65)

  /// Nobody yet.
  public init() {}

  /// The name of a person.
  public subscript(vertex: Graph.Vertex) -> String {
    let identity = identities[Int(vertex)]
    return identity & Self.isText == 0 ? String(identity) : texts[Int(identity & ~Self.isText)]
  }

  /// The person of a name; nil where nobody has it.
  public func vertex(named name: some StringProtocol) -> Graph.Vertex? {
    let bytes = Array(name.utf8)
    let span = bytes.span
    if let number = Self.number(span, 0..<span.count) { return find(number) }
    return table.find(Texts.hash(span, 0..<span.count)) { isText($0, span, 0..<span.count) }
  }

  /// The person of a name, who is new where nobody has it.
  public mutating func insert(_ name: some StringProtocol) -> Graph.Vertex {
    let bytes = Array(name.utf8)
    return insert(bytes.span, 0..<bytes.count)
  }

  /// The person of a name, as `insert(_:)`.
  mutating func insert(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Graph.Vertex {
    if let number = Self.number(bytes, range) { return insert(number) }
    let hash = Texts.hash(bytes, range)
    if let found = table.find(hash, { isText($0, bytes, range) }) { return found }
    identities.append(UInt64(texts.count) | Self.isText)
    texts.append(bytes, range)
    return take(hash)
  }

  /// The person whose name is a number of at most 18 digits.
  @inline(__always) mutating func insert(_ number: UInt64) -> Graph.Vertex {
    if number < UInt64(direct.count) {
      let known = direct[Int(number)]
      if known > 0 { return known - 1 }
    }
    return insertRare(number)
  }

  @inline(never) private mutating func insertRare(_ number: UInt64) -> Graph.Vertex {
    if let found = find(number) { return found }
    let vertex = Graph.Vertex(identities.count)
    identities.append(number)
    let width = UInt64.bitWidth - number.leadingZeroBitCount
    widths[width] += 1
    if number < UInt64(direct.count) {
      direct[Int(number)] = vertex + 1
    } else {
      _ = take(HashTable.hash(number, table.seed))
      widenDirect(to: width)
    }
    return vertex
  }

  private func find(_ number: UInt64) -> Graph.Vertex? {
    if number < UInt64(direct.count) {
      let known = direct[Int(number)]
      return known > 0 ? known - 1 : nil
    }
    return table.find(HashTable.hash(number, table.seed)) { identities[Int($0)] == number }
  }

  /// Puts the last person in the table.
  private mutating func take(_ hash: UInt64) -> Graph.Vertex {
    let vertex = Graph.Vertex(identities.count - 1)
    if table.isFull { growTable() }
    table.insert(vertex, hash)
    return vertex
  }

  private mutating func growTable() {
    let (identities, texts, seed) = (identities, texts, table.seed)
    table.grow { vertex in
      let identity = identities[Int(vertex)]
      return identity & Self.isText == 0
        ? HashTable.hash(identity, seed) : texts.hash(of: Int(identity & ~Self.isText))
    }
  }

  private func isText(_ vertex: Graph.Vertex, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let identity = identities[Int(vertex)]
    return identity & Self.isText != 0 && texts.isEqual(Int(identity & ~Self.isText), bytes, range)
  }

  /// Numbers without large gaps are looked up by place: as soon as a quarter of the numbers of so many bits are there.
  private mutating func widenDirect(to width: Int) {
    guard width <= 32, widths[...width].reduce(0, +) >= 1 << (width - 2) else { return }
    let known = direct.count
    direct += repeatElement(0, count: 1 << width - known)
    for (vertex, identity) in identities.enumerated() where identity >= known && identity < direct.count {
      direct[Int(identity)] = UInt32(vertex) + 1
    }
  }

  private static let isText: UInt64 = 1 << 63

  /// The number that a name is; nil where it is a text.
  private static func number(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
    guard range.count <= 18, let first = range.first else { return nil }
    if bytes[first] == UInt8(ascii: "0") { return range.count == 1 ? 0 : nil }
    var number: UInt64 = 0
    for place in range {
      let digit = bytes[place] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number &* 10 &+ UInt64(digit)
    }
    return number
  }
}
