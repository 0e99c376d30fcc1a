/// Rows in the binary format of `COPY … FROM STDIN (FORMAT binary)`, row by row (PostgreSQL documentation, "COPY").
///
///     var rows = BinaryCopy()
///     for click in clicks { rows.append(click.program, click.id, click.at) }
///     try connection.copyIn("COPY clicks (program_id, id, at) FROM STDIN (FORMAT binary)") { write in
///       try write(rows.finish())
///     }
///
/// The columns must be of exactly the types that the values are bound as: nothing is converted on the way.
package struct BinaryCopy: Sendable {
  private var buffer = PostgresBuffer()

  /// A copy without rows.
  package init() { begin() }

  /// How many bytes wait to be taken.
  package var byteCount: Int { buffer.count }

  /// Appends a row.
  package mutating func append<each Value: PostgresEncodable>(_ value: repeat each Value) {
    var count: Int16 = 0
    for _ in repeat (each Value).self { count += 1 }
    buffer.append(count)
    for value in repeat each value { buffer.appendField(value) }
  }

  /// Takes out what has been written so far, for rows that are sent in several pieces.
  package mutating func take() -> [UInt8] {
    defer { buffer.removeAll() }
    return buffer.bytes
  }

  /// Takes out the rest, with the mark that ends it; then the next copy can begin.
  package mutating func finish() -> [UInt8] {
    buffer.append(Int16(-1))
    defer {
      buffer.removeAll()
      begin()
    }
    return buffer.bytes
  }

  private mutating func begin() {
    buffer.append(utf8: "PGCOPY\n")
    buffer.append(contentsOf: [0xff, 0x0d, 0x0a, 0x00])
    // No flags, and no extension of the header.
    buffer.append(Int64(0))
  }
}
