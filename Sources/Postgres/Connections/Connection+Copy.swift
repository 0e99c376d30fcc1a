extension Connection {
  /// Sends rows to `COPY … FROM STDIN`, in pieces cut anywhere. Where the sequence throws, nothing is copied.
  /// - Returns: the number of rows.
  @discardableResult
  package nonisolated func copyIn<Pieces: AsyncSequence>(
    _ sql: SQL, from pieces: Pieces
  ) async throws -> Int where Pieces.Element == [UInt8] {
    try await copyIn(sql) { write in
      for try await piece in pieces { try await write(piece) }
    }
  }

  /// Sends rows to `COPY … FROM STDIN`, in pieces cut anywhere. Where the body throws, nothing is copied.
  /// - Returns: the number of rows.
  @discardableResult
  package nonisolated func copyIn(
    _ sql: SQL, _ body: (_ write: ([UInt8]) async throws -> Void) async throws -> Void
  ) async throws -> Int {
    try await beginCopyIn(sql)
    do {
      try await body { piece in
        try Task.checkCancellation()
        try await self.putCopy(piece)
      }
    } catch {
      await abandonCopyIn()
      throw error
    }
    return try await endCopyIn()
  }

  /// Receives the rows of `COPY … TO STDOUT`, many whole rows to a piece. Where the body throws, the rest is
  /// cancelled.
  /// - Returns: the number of rows.
  @discardableResult
  package nonisolated func copyOut(_ sql: SQL, to body: ([UInt8]) async throws -> Void) async throws -> Int {
    try await beginCopyOut(sql)
    do {
      while let piece = try await nextCopy() {
        try await body(piece)
        try Task.checkCancellation()
      }
    } catch {
      await abandonCopyOut()
      throw error
    }
    return try await endCopy()
  }

  private func beginCopyIn(_ sql: SQL) throws { try withBlocking { try $0.beginCopyIn(sql) } }
  private func putCopy(_ piece: [UInt8]) throws { try withBlocking { try $0.putCopy(piece) } }
  private func endCopyIn() throws -> Int { try withBlocking { try $0.endCopyIn() } }
  private func abandonCopyIn() { withBlocking { $0.abandonCopyIn() } }
  private func beginCopyOut(_ sql: SQL) throws { try withBlocking { try $0.beginCopyOut(sql) } }
  private func nextCopy() throws -> [UInt8]? { try withBlocking { try $0.nextCopy(atLeast: 64 * 1024) } }
  private func endCopy() throws -> Int { try withBlocking { try $0.endCopy() } }
  private func abandonCopyOut() { withBlocking { $0.abandonCopyOut() } }
}
