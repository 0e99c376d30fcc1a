internal import CLibPQ

/// The rows of a result, in the server's order; they stay in libpq's memory and are read where they lie.
package struct Rows: RandomAccessCollection, Sendable {
  let result: ResultMemory
  /// How many rows the statement inserted, updated, deleted, selected or copied; 0 where it has no such count.
  package let affected: Int
  package let startIndex = 0
  package let endIndex: Int

  /// Takes over the result, which must be a success.
  init(owning result: OpaquePointer, shape: ResultShape? = nil) {
    affected = unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
    endIndex = unsafe Int(PQntuples(result))
    self.result = unsafe ResultMemory(owning: result, shape: shape ?? ResultShape(result))
  }

  /// The names of the columns, in order.
  package var columns: [String] { result.shape.names }

  /// The row at a position, from 0.
  package subscript(position: Int) -> Row {
    precondition(position >= 0 && position < endIndex, "there is no row \(position)")
    return Row(result: result, index: Int32(position))
  }
}

/// A `PGresult` and its one release. Results are read-only once made, so that any thread may read them.
@safe final class ResultMemory: @unchecked Sendable {
  private let pointer: OpaquePointer
  let shape: ResultShape

  init(owning pointer: OpaquePointer, shape: ResultShape) {
    unsafe self.pointer = pointer
    self.shape = shape
  }

  deinit { unsafe PQclear(pointer) }

  /// Decodes a field in place.
  func decode<Value: PostgresDecodable>(row: Int32, place: Int) throws(PostgresMismatch) -> Value {
    let column = Int32(place)
    if unsafe PQgetisnull(pointer, row, column) != 0 { return try Value.decodeNull() }
    let length = unsafe Int(PQgetlength(pointer, row, column))
    guard let start = unsafe PQgetvalue(pointer, row, column) else { return try Value.decodeNull() }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: length).bindMemory(to: UInt8.self)
    return try unsafe Value.decode(bytes.span, type: shape.types[place])
  }
}
