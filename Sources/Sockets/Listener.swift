internal import CSystem
internal import Glibc

/// What one attempt to accept brought.
package enum Accepted: Sendable {
  /// A connection, not yet opened on its loop.
  case connection(Connection)
  /// Nobody waits: wait until ready.
  case wouldBlock
  /// The process or the machine is out of descriptors or memory (the `errno`): pause, then try again.
  case exhausted(Int32)
  /// The listener is closed or broken; the `errno`.
  case failed(Int32)
}

/// A listening TCP socket, IPv4 or IPv6, used on its loop's thread.
package final class Listener: Sendable {
  /// The loop that watches it.
  package let loop: EventLoop
  /// What it is bound to: the port is the real one when 0 was asked for.
  package let address: Address
  private let descriptor: Descriptor

  /// Binds and listens.
  /// - Parameters:
  ///   - host: an IP address or a name; the first address it stands for that can be bound is taken.
  ///   - port: 0 for any free one.
  ///   - backlog: connections that the kernel may hold before they are accepted.
  package init(host: String, port: Int, backlog: Int = 1024, on loop: EventLoop) throws(SocketError) {
    let operation = "listen on \(Address(ip: host, port: port))"
    var failure = SocketError(operation, code: EADDRNOTAVAIL)
    for candidate in try Address.resolve(host: host, port: port) {
      let number = csystem_tcp_socket(Int32(candidate.storage.ss_family))
      guard number >= 0 else {
        failure = SocketError(operation, code: errno)
        continue
      }
      let descriptor = Descriptor(owning: number, on: loop)
      guard let address = Self.bind(number, to: candidate, backlog: backlog) else {
        failure = SocketError(operation, code: errno)
        continue
      }
      self.loop = loop
      self.address = address
      self.descriptor = descriptor
      return
    }
    throw failure
  }

  /// Nil with `errno` set when it cannot be done.
  private static func bind(
    _ number: Int32, to candidate: (storage: sockaddr_storage, length: socklen_t), backlog: Int
  ) -> Address? {
    var yes: Int32 = 1
    _ = unsafe setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var storage = candidate.storage
    return unsafe withUnsafeMutablePointer(to: &storage) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard unsafe Glibc.bind(number, address, candidate.length) == 0, listen(number, Int32(clamping: backlog)) == 0
        else { return nil }
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        guard unsafe getsockname(number, address, &length) == 0 else { return nil }
        return unsafe Address(pointer.pointee)
      }
    }
  }

  /// Puts the listener under its loop's watch.
  package func open() throws(SocketError) {
    try loop.watch(descriptor)
  }

  /// Takes one waiting connection for a loop to serve.
  /// - Parameter reserve: how many of the process's descriptors are not to be used up; `exhausted` when only they are
  ///   left.
  package func accept(for loop: EventLoop, keepingFree reserve: Int = 0) -> Accepted {
    while true {
      guard descriptor.isOpen else { return .failed(EBADF) }
      guard descriptor.isReadable else { return .wouldBlock }
      guard hasFree(reserve) else { return .exhausted(EMFILE) }
      var storage = sockaddr_storage()
      var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
      let number = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe csystem_accept(descriptor.number, $0, &length)
        }
      }
      if number >= 0 {
        return .connection(Connection(owning: number, peer: Address(storage) ?? Address(ip: "", port: 0), on: loop))
      }
      switch errno {
      case EAGAIN:
        descriptor.isReadable = false
        return .wouldBlock
      case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted(errno)
      case EBADF, EINVAL, EOPNOTSUPP, ENOTSOCK, EFAULT: return .failed(errno)
      // What went wrong belongs to the connection that was about to be accepted (accept(2)): the next may be well.
      default: continue
      }
    }
  }

  /// Whether a new descriptor would leave so many free: the kernel gives out the lowest number that is free.
  private func hasFree(_ reserve: Int) -> Bool {
    guard reserve > 0 else { return true }
    let lowest = fcntl(descriptor.number, F_DUPFD_CLOEXEC, 0)
    guard lowest >= 0 else { return false }
    Glibc.close(lowest)
    return Int(lowest) < DescriptorLimit.current - reserve
  }

  /// Waits until accepting is worth a try.
  package func ready(until deadline: Instant = .never) async -> Readiness {
    if let readiness = descriptor.readReadiness { return readiness }
    return await unsafe withUnsafeContinuation { unsafe descriptor.resumeWhenReadable($0, until: deadline) }
  }

  /// False once closed.
  package var isOpen: Bool { descriptor.isOpen }

  /// Stops listening: connections not yet accepted are reset by the kernel.
  package func close() { descriptor.close() }
}
