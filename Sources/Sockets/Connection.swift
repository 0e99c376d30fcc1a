internal import CSystem
internal import Glibc

/// What one attempt to receive brought.
package enum Received: Sendable {
  /// So many bytes were appended.
  case bytes(Int)
  /// The peer has closed its sending side: nothing more will come.
  case end
  /// Nothing there yet: wait until readable.
  case wouldBlock
  /// The connection is broken; the `errno`.
  case failed(Int32)
}

/// What one attempt to send did.
package enum Sent: Sendable {
  /// The kernel took so many bytes.
  case bytes(Int)
  /// The send buffer is full: wait until writable.
  case wouldBlock
  /// The connection is broken; the `errno`.
  case failed(Int32)
}

/// One accepted TCP connection. Made anywhere, then used on its loop's thread only: `open`, receive, send, `close`.
///
/// Receiving and sending try the system call at once; a caller told `wouldBlock` waits for `readable` or `writable`.
/// The descriptor is closed exactly once: by `close`, or with the last reference if it was never called.
package final class Connection: Sendable {
  /// The loop that watches this connection.
  package let loop: EventLoop
  /// The other end.
  package let peer: Address
  private let descriptor: Descriptor

  init(owning number: Int32, peer: Address, on loop: EventLoop) {
    self.loop = loop
    self.peer = peer
    descriptor = Descriptor(owning: number, on: loop)
    var yes: Int32 = 1
    _ = unsafe setsockopt(number, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
  }

  /// Puts the connection under its loop's watch.
  package func open() throws(SocketError) {
    try loop.watch(descriptor)
  }

  /// False once closed.
  package var isOpen: Bool { descriptor.isOpen }

  /// Appends what has arrived, at most 64 KiB, to the buffer.
  package func receive(appendingTo buffer: inout [UInt8]) -> Received {
    guard descriptor.isOpen else { return .failed(EBADF) }
    guard descriptor.isReadable else { return .wouldBlock }
    let scratch = unsafe loop.scratch
    while true {
      let count = unsafe recv(descriptor.number, scratch.baseAddress, scratch.count, 0)
      if count > 0 {
        // A short count has emptied the socket: the next arrival is a new edge. After a hang-up there is no next.
        if count < scratch.count, !descriptor.isHungUp { descriptor.isReadable = false }
        unsafe buffer.append(contentsOf: UnsafeRawBufferPointer(rebasing: scratch[..<count]))
        return .bytes(count)
      }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        descriptor.isReadable = false
        return .wouldBlock
      case let code: return .failed(code)
      }
    }
  }

  /// Hands bytes from an offset on to the kernel, as many as it takes.
  package func send(_ bytes: [UInt8], from offset: Int) -> Sent {
    guard descriptor.isOpen else { return .failed(EBADF) }
    guard descriptor.isWritable else { return .wouldBlock }
    return unsafe bytes.withUnsafeBytes { all in
      let rest = unsafe UnsafeRawBufferPointer(rebasing: all[offset...])
      while true {
        let count = unsafe csystem_send(descriptor.number, rest.baseAddress, rest.count)
        if count >= 0 { return .bytes(count) }
        switch errno {
        case EINTR: continue
        case EAGAIN:
          descriptor.isWritable = false
          return .wouldBlock
        case let code: return .failed(code)
        }
      }
    }
  }

  /// Waits until receiving is worth a try, or the deadline passes.
  package func readable(until deadline: Instant) async -> Readiness {
    if let readiness = descriptor.readReadiness { return readiness }
    return await unsafe withUnsafeContinuation { unsafe descriptor.resumeWhenReadable($0, until: deadline) }
  }

  /// Waits until sending is worth a try, or the deadline passes.
  package func writable(until deadline: Instant) async -> Readiness {
    if let readiness = descriptor.writeReadiness { return readiness }
    return await unsafe withUnsafeContinuation { unsafe descriptor.resumeWhenWritable($0, until: deadline) }
  }

  /// Ends a wait for `readable`: the one that is on, or else the next that would have to wait. Later ones work as before.
  package func interruptReader() { descriptor.interruptReader() }

  /// Ends every wait, now and from now on.
  package func interrupt() { descriptor.interrupt() }

  /// Says that nothing more will be sent; receiving goes on.
  package func finishSending() {
    if descriptor.isOpen { shutdown(descriptor.number, Int32(SHUT_WR)) }
  }

  /// Closes so that the peer sees an error, not an orderly end.
  package func reset() {
    guard descriptor.isOpen else { return }
    var option = linger(l_onoff: 1, l_linger: 0)
    _ = unsafe setsockopt(descriptor.number, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    descriptor.close()
  }

  /// Closes the descriptor; waits that are on end interrupted. Again is harmless.
  package func close() { descriptor.close() }
}
