internal import CLibPQ

extension BlockingConnection {
  /// Sends rows to `COPY … FROM STDIN` in the format that the statement names, in pieces cut anywhere.
  ///
  /// Where the body throws, the server is told to give up and nothing is copied.
  /// - Returns: the number of rows.
  @discardableResult
  package func copyIn(_ sql: SQL, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void) throws -> Int {
    try beginCopyIn(sql)
    do {
      try body { try self.putCopy($0) }
    } catch {
      abandonCopyIn()
      throw error
    }
    return try endCopyIn()
  }

  /// Receives the rows of `COPY … TO STDOUT`, each row as one piece.
  ///
  /// Where the body throws, the rest is cancelled.
  /// - Returns: the number of rows.
  @discardableResult
  package func copyOut(_ sql: SQL, _ body: (_ piece: [UInt8]) throws -> Void) throws -> Int {
    try beginCopyOut(sql)
    do {
      while let piece = try nextCopy(atLeast: 1) { try body(piece) }
    } catch {
      abandonCopyOut()
      throw error
    }
    return try endCopy()
  }

  func beginCopyIn(_ sql: SQL) throws(PostgresError) {
    unsafe PQclear(try accept(send(sql.textWithoutParameters()), expecting: PGRES_COPY_IN))
  }

  func putCopy(_ bytes: [UInt8]) throws(PostgresError) {
    guard !bytes.isEmpty else { return }
    // PQputCopyData takes a 32-bit count.
    let limit = 1 << 24
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + limit)
      let sent = unsafe bytes.withUnsafeBytes { raw in
        unsafe PQputCopyData(
          pointer, raw.baseAddress!.advanced(by: start).assumingMemoryBound(to: CChar.self), Int32(end - start))
      }
      guard sent == 1 else {
        // libpq only says that no COPY is going on; why, the server has said.
        _ = try endCopy()
        throw unsafe error(of: nil)
      }
      start = end
    }
  }

  func endCopyIn() throws(PostgresError) -> Int {
    guard unsafe PQputCopyEnd(pointer, nil) == 1 else { throw unsafe error(of: nil) }
    return try endCopy()
  }

  func beginCopyOut(_ sql: SQL) throws(PostgresError) {
    unsafe PQclear(try accept(send(sql.textWithoutParameters()), expecting: PGRES_COPY_OUT))
    isCopyRead = false
  }

  /// The next rows of a COPY, as many as reach the size; nil at the end.
  func nextCopy(atLeast size: Int) throws(PostgresError) -> [UInt8]? {
    var piece: [UInt8] = []
    while piece.count < size, !isCopyRead {
      var row: UnsafeMutablePointer<CChar>?
      let length = unsafe PQgetCopyData(pointer, &row, 0)
      guard length >= 0, let row = unsafe row else {
        if length == -1 {
          isCopyRead = true
          break
        }
        throw unsafe error(of: nil)
      }
      unsafe piece.append(contentsOf: UnsafeRawBufferPointer(start: row, count: Int(length)))
      unsafe PQfreemem(row)
    }
    return piece.isEmpty ? nil : piece
  }

  /// Reads a COPY's result to the end of the command.
  func endCopy() throws(PostgresError) -> Int { try unsafe Rows(owning: accept(answer(1))).affected }

  /// Leaves a COPY whose rows are not going to come, so that the connection is of use again.
  func abandonCopyIn() {
    unsafe PQputCopyEnd(pointer, "the rest of the rows did not come")
    drain()
  }

  /// Leaves a COPY that nobody is going to read.
  func abandonCopyOut() {
    CancelHandle(self)?.request()
    var row: UnsafeMutablePointer<CChar>?
    while unsafe PQgetCopyData(pointer, &row, 0) > 0 { unsafe PQfreemem(row) }
    drain()
  }

  private func drain() {
    while let result = unsafe PQgetResult(pointer) {
      let status = unsafe PQresultStatus(result)
      unsafe PQclear(result)
      // A lost connection would report the COPY state for ever.
      if status == PGRES_COPY_IN || status == PGRES_COPY_OUT { break }
    }
  }
}
