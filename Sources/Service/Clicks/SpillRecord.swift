import Records
import Referrals

/// Arrivals as the spill file has them: length and CRC-32C of what follows, 32 bits each and little-endian as all
/// numbers, then a byte for the kind, and the fields in their order. A file that ends within a record was torn by a
/// crash, before the arrival was answered; whatever else is no record was one, or was never to be there.
enum SpillRecord {
  /// Longer than any record: a length beyond it is not one.
  static let longest = 1 << 16

  /// Appends a record.
  static func append(_ arrival: Arrival, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes.append(contentsOf: [UInt8](repeating: 0, count: 8))
    var writer = SpillWriter(bytes: bytes)
    bytes = []
    switch arrival {
    case .click(let click):
      writer.put(UInt8(1))
      writer.put(click.id)
      writer.put(click.program)
      writer.put(click.link)
      writer.put(click.advocate)
      writer.put(click.visitor)
      writer.put(click.visitorHash)
      writer.put(click.outcome.rawValue)
      writer.put(click.repeatOf ?? Click.ID(high: 0, low: 0))
      writer.put(click.addressPrefix)
      writer.put(click.referrer)
      writer.put(click.userAgent)
    case .orphan(let orphan):
      writer.put(UInt8(2))
      writer.put(orphan.id)
      writer.put(orphan.program ?? OrphanClicks.nobody)
      writer.put(orphan.link ?? Link.ID(high: 0, low: 0))
      writer.put(orphan.reason.rawValue)
      writer.put(orphan.host)
      writer.put(orphan.code)
      writer.put(orphan.addressPrefix)
      writer.put(orphan.referrer)
      writer.put(orphan.userAgent)
    }
    bytes = writer.bytes
    writer.bytes = []
    let payload = bytes[(start + 8)...]
    put(UInt32(payload.count), at: start, in: &bytes)
    put(CRC32.checksum(payload), at: start + 4, in: &bytes)
  }

  /// What is in a file.
  struct Contents {
    /// The arrivals of all records that can be read, in their order.
    var arrivals: [Arrival] = []
    /// How many bytes at the end begin a record that the file ends within.
    var torn = 0
    /// How many other bytes are no record.
    var damaged = 0
  }

  /// What is in the bytes of a file. Behind what cannot be read, the next record that can is looked for.
  static func contents(of bytes: [UInt8]) -> Contents {
    var contents = Contents()
    var rest = bytes[...]
    while !rest.isEmpty {
      if let (arrival, length) = first(in: rest) {
        contents.arrivals.append(arrival)
        rest = rest.dropFirst(length)
        continue
      }
      let flawed = rest
      repeat { rest = rest.dropFirst() } while !rest.isEmpty && first(in: rest) == nil
      if rest.isEmpty, isTorn(flawed) {
        contents.torn = flawed.count
      } else {
        contents.damaged += flawed.count - rest.count
      }
    }
    return contents
  }

  /// The record that the bytes begin with, if it is whole, and its length.
  private static func first(in bytes: ArraySlice<UInt8>) -> (Arrival, Int)? {
    var reader = SpillReader(bytes: bytes)
    guard let length = reader.take(UInt32.self), let checksum = reader.take(UInt32.self), length <= longest,
      reader.bytes.count >= Int(length)
    else { return nil }
    let payload = reader.bytes.prefix(Int(length))
    // No record is empty, and a hole of zeros would have the right checksum for one that is.
    guard length > 0, CRC32.checksum(payload) == checksum, let arrival = arrival(in: payload) else { return nil }
    return (arrival, 8 + Int(length))
  }

  /// Whether bytes that are no whole record are the beginning of one.
  private static func isTorn(_ bytes: ArraySlice<UInt8>) -> Bool {
    var reader = SpillReader(bytes: bytes)
    guard let length = reader.take(UInt32.self), reader.take(UInt32.self) != nil else { return true }
    return length <= longest && reader.bytes.count < Int(length)
  }

  private static func arrival(in payload: ArraySlice<UInt8>) -> Arrival? {
    var reader = SpillReader(bytes: payload)
    switch reader.take(UInt8.self) {
    case 1: return click(&reader)
    case 2: return orphan(&reader)
    default: return nil
    }
  }

  private static func click(_ reader: inout SpillReader) -> Arrival? {
    guard let id = reader.take(Click.ID.self), let program = reader.take(Program.ID.self),
      let link = reader.take(Link.ID.self), let advocate = reader.take(Advocate.ID.self),
      let visitor = reader.take(Visitor.ID.self), let hash = reader.take(Visitor.ID.self),
      let outcome = reader.take(UInt8.self).flatMap(NewClick.Outcome.init(rawValue:)),
      let repeatOf = reader.take(Click.ID.self), let prefix = reader.takeText(), let referrer = reader.takeText(),
      let agent = reader.takeText()
    else { return nil }
    return .click(
      NewClick(
        id: id, program: program, link: link, advocate: advocate, visitor: visitor,
        visitorHash: hash, outcome: outcome,
        repeatOf: repeatOf == Click.ID(high: 0, low: 0) ? nil : repeatOf, addressPrefix: prefix ?? "",
        referrer: referrer, userAgent: agent))
  }

  private static func orphan(_ reader: inout SpillReader) -> Arrival? {
    guard let id = reader.take(Click.ID.self), let program = reader.take(Program.ID.self),
      let link = reader.take(Link.ID.self),
      let reason = reader.take(UInt8.self).flatMap(OrphanClick.Reason.init(rawValue:)),
      let host = reader.takeText(), let code = reader.takeText(), let prefix = reader.takeText(),
      let referrer = reader.takeText(), let agent = reader.takeText()
    else { return nil }
    return .orphan(
      OrphanClick(
        id: id, program: program == OrphanClicks.nobody ? nil : program, host: host ?? "", code: code ?? "",
        reason: reason, link: link == Link.ID(high: 0, low: 0) ? nil : link, addressPrefix: prefix ?? "",
        referrer: referrer, userAgent: agent))
  }

  private static func put(_ number: UInt32, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(8 * index)) }
  }
}

/// Appends the fields of a record.
private struct SpillWriter {
  var bytes: [UInt8]

  mutating func put(_ number: some FixedWidthInteger & UnsignedInteger) {
    for index in 0..<(number.bitWidth / 8) { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index))) }
  }

  mutating func put<Entity>(_ id: Identifier<Entity>) {
    put(id.high)
    put(id.low)
  }

  /// A length of 16 bits, all ones for no text, and the UTF-8.
  mutating func put(_ text: String?) {
    guard let text else { return put(UInt16.max) }
    let utf8 = text.utf8.prefix(Int(UInt16.max) - 1)
    put(UInt16(utf8.count))
    bytes.append(contentsOf: utf8)
  }
}

/// Takes the fields of a record, front to back.
private struct SpillReader {
  var bytes: ArraySlice<UInt8>

  mutating func take<Number: FixedWidthInteger & UnsignedInteger>(_ type: Number.Type) -> Number? {
    let size = Number.bitWidth / 8
    guard bytes.count >= size else { return nil }
    var number: Number = 0
    for (index, byte) in bytes.prefix(size).enumerated() { number |= Number(byte) << (8 * index) }
    bytes = bytes.dropFirst(size)
    return number
  }

  mutating func take<Entity>(_ type: Identifier<Entity>.Type) -> Identifier<Entity>? {
    guard let high = take(UInt64.self), let low = take(UInt64.self) else { return nil }
    return Identifier(high: high, low: low)
  }

  /// The text, nil inside for none; nil when it is not there.
  mutating func takeText() -> String?? {
    guard let length = take(UInt16.self) else { return nil }
    if length == UInt16.max { return .some(nil) }
    guard bytes.count >= Int(length) else { return nil }
    defer { bytes = bytes.dropFirst(Int(length)) }
    return .some(String(decoding: bytes.prefix(Int(length)), as: UTF8.self))
  }
}
