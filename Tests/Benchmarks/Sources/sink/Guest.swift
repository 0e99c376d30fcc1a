import Glibc
import Wire

/// A connection that somebody made.
final class Guest {
  /// A request that has come whole.
  struct Request {
    var method: String
    var path: String
    var webhookID: String?
    var body: ArraySlice<UInt8>
  }

  private let socket: Int32
  private var buffer = [UInt8](repeating: 0, count: 8 * 1024)
  private var filled = 0
  private var wasToldToContinue = false

  /// Takes over a socket.
  init(socket: Int32) throws {
    self.socket = socket
    var on: Int32 = 1
    guard fcntl(socket, F_SETFL, O_NONBLOCK) == 0,
      unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size)) == 0
    else {
      let failure = SystemFailure(call: "setting up a connection")
      close(socket)
      throw failure
    }
  }

  deinit { close(socket) }

  /// Reads once what the socket holds, and sends what each request that is whole now is answered; false: it is over.
  func receive(_ answer: (Request) -> [UInt8]?) throws(MalformedRequest) -> Bool {
    if filled == buffer.count { buffer += repeatElement(0, count: buffer.count) }
    let (start, room) = (filled, buffer.count - filled)
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(socket, bytes.baseAddress! + start, room, 0)
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    filled += count
    while let head = try RequestHead.parse(buffer, count: filled) {
      let end = head.length + head.bodyLength
      guard filled >= end else {
        if head.expectsContinue, !wasToldToContinue { send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        wasToldToContinue = head.expectsContinue
        return true
      }
      wasToldToContinue = false
      let request = Request(
        method: text(head.method), path: text(head.target), webhookID: head.webhookID.map(text),
        body: buffer[head.length..<end])
      if let answer = answer(request) { send(answer) }
      for place in end..<filled { buffer[place - end] = buffer[place] }
      filled -= end
    }
    return true
  }

  /// An answer of a hundred bytes goes whole into a send buffer that is empty, or the connection is lost.
  private func send(_ answer: [UInt8]) { _ = unsafe Glibc.send(socket, answer, answer.count, Int32(MSG_NOSIGNAL)) }

  private func text(_ range: Range<Int>) -> String { String(decoding: buffer[range], as: UTF8.self) }
}
