import Postgres
import Referrals
import StrictJSON
import TestSupport
import Testing

@testable import Service

extension Shop {
  /// An endpoint as its owner knows it.
  struct Hook: Sendable {
    let id: String
    let secret: String
  }

  /// Has events sent to an address.
  func hook(_ url: String, _ events: [String] = ["conversion.created"]) async throws -> Hook {
    let list = events.map { "\"\($0)\"" }.joined(separator: ",")
    let made = try await post("/v1/endpoints", #"{"url":"\#(url)","events":[\#(list)]}"#)
    #expect(made.status == 201, "\(made.text)")
    return Hook(
      id: try #require(made.json["id"]?.text), secret: try #require(made.json["secret"]?.text))
  }

  /// Deliveries, oldest first.
  func deliveries(_ query: String = "") async throws -> [JSON] {
    let answer = try await get("/v1/deliveries?limit=500\(query)")
    #expect(answer.status == 200)
    return (answer.json["data"]?.elements ?? []).reversed()
  }

  /// One delivery with its attempts.
  func delivery(_ id: String?) async throws -> JSON {
    let answer = try await get("/v1/deliveries/\(try #require(id))")
    #expect(answer.status == 200)
    return answer.json
  }

  func delete(_ target: String) async throws -> HTTPAnswer {
    try await service.ask("DELETE", target, key: key)
  }

  /// Posts without a body.
  func order(_ target: String) async throws -> HTTPAnswer { try await service.ask("POST", target, key: key) }

  /// What the audit log says was replayed, how many, and by whom, oldest first.
  func replaysInAuditLog() async throws -> [String] {
    let program = try #require(Program.ID(id))
    return try await service.pool.query(
      """
      SELECT concat(subject, ' ×', details ->> 'deliveries', ' by ', actor) AS said FROM audit_log
      WHERE program_id = \(program) AND action = 'replay.begun' ORDER BY audit_id
      """
    ).map { try $0.decode("said") }
  }
}

extension LiveService {
  /// Runs a service that may call receivers on this machine.
  static func runSending<Result: Sendable>(_ body: (LiveService) async throws -> Result) async throws -> Result {
    try await run(configure: { $0.outgoingAllow = [CIDR("127.0.0.0/8")!, CIDR("::1")!] }, body)
  }
}
