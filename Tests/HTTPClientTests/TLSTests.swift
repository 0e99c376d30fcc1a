import Foundation
import HTTPClient
import Postgres
import Testing

@Suite struct `Secure connections` {
  @Test func `a certificate of an unknown authority is refused`() async throws {
    try await SecureServer.running { server in
      try await client {
        $0.hosts = server.hosts
      } _: { client in
        let failure = await failure(of: .init(method: "GET", url: server.url("hooks.example")), by: client)
        #expect(failure?.code == "tls")
      }
    }
  }

  @Test func `one of an authority that is trusted is accepted, for its own name alone`() async throws {
    try await SecureServer.running { server in
      try await client {
        $0.hosts = server.hosts
        $0.certificateAuthorities = server.certificate
      } _: { client in
        let status = try await client.send(.init(method: "GET", url: server.url("hooks.example"))).status
        #expect(status == 200)
        for other in ["other.example", "127.0.0.1"] {
          let failure = await failure(of: .init(method: "GET", url: server.url(other)), by: client)
          #expect(failure?.code == "tls")
        }
      }
    }
  }

  @Test func `what is not TLS is a failure of TLS`() async throws {
    let script: @Sendable (Peer) -> Void = { peer in
      peer.send("HTTP/1.1 400 Bad Request\r\n\r\n")
      peer.finish()
    }
    try await Receiver.running(script) { receiver in
      try await client { client in
        let failure = await failure(of: .init(url: "https://127.0.0.1:\(receiver.port)/"), by: client)
        #expect(failure?.code == "tls")
      }
    }
  }

  @Test func `authorities that cannot be read are a failure of TLS`() async throws {
    try await SecureServer.running { server in
      try await client {
        $0.hosts = server.hosts
        $0.certificateAuthorities = "/nonexistent.pem"
      } _: { client in
        let failure = await failure(of: .init(url: server.url("hooks.example")), by: client)
        #expect(failure?.code == "tls")
      }
    }
  }
}

/// OpenSSL's own server, with a certificate that nobody else has signed, for the host `hooks.example`.
struct SecureServer {
  let certificate: String
  let port: Int
  let hosts = ["hooks.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]]

  func url(_ host: String) -> String { "https://\(host):\(port)/" }

  static func running(_ body: (SecureServer) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("resonance-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let key = folder.appendingPathComponent("key.pem").path
    let certificate = folder.appendingPathComponent("certificate.pem").path

    let request = try openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", key,
      "-out", certificate, "-subj", "/CN=hooks.example", "-addext", "subjectAltName=DNS:hooks.example",
    ])
    try #require(request.wait() == 0)

    let output = Pipe()
    let server = try openssl(
      ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"],
      output: output.fileHandleForWriting)
    try output.fileHandleForWriting.close()
    defer {
      kill(server.pid, SIGTERM)
      server.wait()
    }
    var said = ""
    var port: Int?
    while port == nil {
      let more = output.fileHandleForReading.availableData
      try #require(!more.isEmpty, "the server ended: \(said)")
      said += String(decoding: more, as: UTF8.self)
      port = said.split(separator: "\n").dropLast(said.hasSuffix("\n") ? 0 : 1)
        .first { $0.hasPrefix("ACCEPT ") }.flatMap { $0.split(separator: ":").last }.flatMap { Int($0) }
    }
    try await body(SecureServer(certificate: certificate, port: try #require(port)))
  }

  /// Ends by itself, should this process not live to end it.
  private static func openssl(_ arguments: [String], output: FileHandle? = nil) throws -> ChildProcess {
    try ChildProcess(
      ["timeout", "300", "openssl"] + arguments, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
      output: output?.fileDescriptor)
  }
}
