internal import CLibPQ

/// What is needed to ask the server, from any thread, to stop what a connection is running.
///
/// `PQcancel` only reads the handle and opens a connection of its own, so that several threads may share one.
@safe
final class CancelHandle: @unchecked Sendable {
  private let pointer: OpaquePointer

  init?(_ connection: BlockingConnection) {
    guard let pointer = unsafe PQgetCancel(connection.pointer) else { return nil }
    unsafe self.pointer = pointer
  }

  deinit { unsafe PQfreeCancel(pointer) }

  /// Asks, and waits until the server has passed the request on. A failure means that there is nothing to cancel.
  func request() {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
      _ = unsafe PQcancel(pointer, text.baseAddress, Int32(text.count))
    }
  }
}
