/// Where one record of a CSV file (RFC 4180) and its fields lie among the bytes that were read.
package struct CSVRecord {
  /// The fields, with their quotes.
  package private(set) var fields: [Range<Int>] = []
  /// How many lines the record takes: more than one where a quoted field breaks.
  package private(set) var lines = 0
  /// Whether any quotes must come off.
  package private(set) var hasQuotes = false

  /// No record yet.
  package init() {}

  /// A line with nothing on it.
  package var isBlank: Bool { fields.count == 1 && fields[0].isEmpty }

  /// Finds the record that starts at `start` and returns where the next one does; nil if this one does not end yet.
  ///
  /// `isLast`: no more bytes will come, so the end of `bytes` ends the record, closed quotes or not.
  package mutating func scan(_ bytes: Span<UInt8>, from start: Int, isLast: Bool) -> Int? {
    fields.removeAll(keepingCapacity: true)
    lines = 0
    hasQuotes = false
    var isQuoted = false
    var fieldStart = start
    var index = start
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: ",") where !isQuoted:
        fields.append(fieldStart..<index)
        fieldStart = index + 1
      case UInt8(ascii: "\n"):
        lines += 1
        if !isQuoted {
          let hasReturn = index > fieldStart && bytes[index - 1] == UInt8(ascii: "\r")
          fields.append(fieldStart..<(hasReturn ? index - 1 : index))
          return index + 1
        }
      case UInt8(ascii: "\""):
        hasQuotes = true
        if isQuoted, index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") {
          index += 1
        } else if isQuoted || index == fieldStart {
          isQuoted.toggle()
        }
      default: break
      }
      index += 1
    }
    guard isLast else { return nil }
    let hasReturn = index > fieldStart && bytes[index - 1] == UInt8(ascii: "\r")
    fields.append(fieldStart..<(hasReturn ? index - 1 : index))
    lines += 1
    return index
  }

  /// The record's fields with the quotes taken off, as bytes of their own.
  package func unquoted(_ bytes: Span<UInt8>) throws(PathFault) -> (bytes: [UInt8], fields: [Range<Int>]) {
    var plain: [UInt8] = []
    var places: [Range<Int>] = []
    for field in fields {
      let start = plain.count
      if field.isEmpty || bytes[field.lowerBound] != UInt8(ascii: "\"") {
        for index in field {
          guard bytes[index] != UInt8(ascii: "\"") else { throw PathFault("a quote inside a field without quotes") }
          plain.append(bytes[index])
        }
      } else {
        try Self.appendUnquoted(bytes, field, to: &plain)
      }
      places.append(start..<plain.count)
    }
    return (plain, places)
  }

  private static func appendUnquoted(
    _ bytes: Span<UInt8>, _ field: Range<Int>, to plain: inout [UInt8]
  ) throws(PathFault) {
    var index = field.lowerBound + 1
    while index < field.upperBound {
      if bytes[index] == UInt8(ascii: "\"") {
        index += 1
        if index == field.upperBound { return }
        guard bytes[index] == UInt8(ascii: "\"") else { throw PathFault("text after a closing quote") }
      }
      plain.append(bytes[index])
      index += 1
    }
    throw PathFault("a quote that is never closed")
  }
}
