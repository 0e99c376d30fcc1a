internal import Glibc

/// One end of a TCP connection: an IP address as text, and a port.
package struct Address: Sendable, Hashable, CustomStringConvertible {
  /// The IP address, IPv4 dotted or IPv6 as RFC 5952 spells it; an IPv4 client seen through an IPv6 socket
  /// (`::ffff:192.0.2.1`) is given as IPv4.
  package var ip: String
  /// The port, 0 to 65535.
  package var port: Int

  /// An address from its parts.
  package init(ip: String, port: Int) {
    self.ip = ip
    self.port = port
  }

  package var description: String {
    ip.utf8.contains(UInt8(ascii: ":")) ? "[\(ip)]:\(port)" : "\(ip):\(port)"
  }
}

extension Address {
  /// Reads what the kernel filled in; nil for a family that is neither IPv4 nor IPv6.
  init?(_ storage: sockaddr_storage) {
    var storage = storage
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    switch Int32(storage.ss_family) {
    case AF_INET:
      let port = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr_in.self, capacity: 1) { address in
          unsafe inet_ntop(AF_INET, &address.pointee.sin_addr, &text, socklen_t(INET6_ADDRSTRLEN))
          return unsafe UInt16(bigEndian: address.pointee.sin_port)
        }
      }
      self.init(ip: Self.string(text), port: Int(port))
    case AF_INET6:
      let port = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
          unsafe inet_ntop(AF_INET6, &address.pointee.sin6_addr, &text, socklen_t(INET6_ADDRSTRLEN))
          return unsafe UInt16(bigEndian: address.pointee.sin6_port)
        }
      }
      let ip = Self.string(text)
      let mapped = ip.hasPrefix("::ffff:") && ip.utf8.contains(UInt8(ascii: "."))
      self.init(ip: mapped ? String(ip.dropFirst(7)) : ip, port: Int(port))
    default:
      return nil
    }
  }

  private static func string(_ text: [CChar]) -> String {
    String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The socket addresses that a host name or IP address and a port stand for, in the resolver's order.
  static func resolve(host: String, port: Int) throws(SocketError) -> [(storage: sockaddr_storage, length: socklen_t)] {
    guard let port = UInt16(exactly: port) else { throw SocketError("use port \(port)", code: EINVAL) }
    var hints = unsafe addrinfo()
    unsafe hints.ai_family = AF_UNSPEC
    unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    var list: UnsafeMutablePointer<addrinfo>?
    let outcome = unsafe getaddrinfo(host, String(port), &hints, &list)
    guard outcome == 0 else {
      throw SocketError("resolve the host name \(host)", code: outcome == EAI_SYSTEM ? errno : ENOENT)
    }
    defer { unsafe freeaddrinfo(list) }
    var found: [(storage: sockaddr_storage, length: socklen_t)] = []
    var entry = unsafe list
    while let info = unsafe entry {
      var storage = sockaddr_storage()
      let length = unsafe min(Int(info.pointee.ai_addrlen), MemoryLayout<sockaddr_storage>.size)
      unsafe withUnsafeMutableBytes(of: &storage) { bytes in
        unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: info.pointee.ai_addr, count: length))
      }
      found.append((storage, socklen_t(length)))
      unsafe entry = info.pointee.ai_next
    }
    return found
  }
}
