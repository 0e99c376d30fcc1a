package import Postgres
package import Referrals

extension GraphEdges {
  /// Tells of every edge there is now, in no order, some thousands at a time: as many as there are never are in memory.
  package static func forEach(
    program: Program.ID, in connection: Connection, _ body: ([(from: Person.ID, to: Person.ID)]) throws -> Void
  ) async throws {
    // COPY takes no parameters; an id is digits and dashes.
    var pairs = PairReader()
    try await connection.copyOut(
      """
      COPY (SELECT from_person, to_person FROM graph_edges WHERE program_id = '\(unsafe: program.description)')
      TO STDOUT (FORMAT binary)
      """
    ) { piece in try body(pairs.read(piece)) }
  }
}

/// Reads rows of two ids in PostgreSQL's binary COPY format: a header of 19 bytes; then for each row the number of its
/// columns in 2 bytes, and for each of these its length in 4 bytes and its 16 bytes; at the end −1 in 2 bytes.
private struct PairReader {
  private static let header = 19
  private static let row = 2 + 2 * (4 + 16)
  private var rest: [UInt8] = []
  private var isInRows = false

  /// The rows that are whole by now, of pieces cut anywhere.
  mutating func read(_ piece: [UInt8]) -> [(from: Person.ID, to: Person.ID)] {
    rest += piece
    var place = 0
    if !isInRows {
      guard rest.count >= Self.header else { return [] }
      place = Self.header
      isInRows = true
    }
    var pairs: [(from: Person.ID, to: Person.ID)] = []
    pairs.reserveCapacity(rest.count / Self.row)
    while rest.count - place >= Self.row {
      pairs.append((Self.id(rest, at: place + 6), Self.id(rest, at: place + 26)))
      place += Self.row
    }
    rest.removeFirst(place)
    return pairs
  }

  private static func id(_ bytes: [UInt8], at place: Int) -> Person.ID {
    var (high, low): (UInt64, UInt64) = (0, 0)
    for offset in 0..<8 {
      high = high << 8 | UInt64(bytes[place + offset])
      low = low << 8 | UInt64(bytes[place + 8 + offset])
    }
    return Person.ID(high: high, low: low)
  }
}
