import HTTPServer
import HTTPTypes
import Postgres
import Records
import Referrals

/// Who calls.
enum Caller: Sendable, Equatable {
  /// Anybody: the operation is open to all.
  case anybody
  /// The holder of an admin key.
  case admin
  /// The holder of a program's key: what it may do, and by which name and last characters the audit log knows it.
  case program(Program.ID, Role, actor: String)
  /// A page with a program's public key, by the key's hash: anybody, that is.
  case page(Program.ID, key: [UInt8])
}

extension Call {
  /// The caller's program. An operation of a program is only called with one.
  var program: Program.ID {
    get throws(Problem) {
      guard case .program(let id, _, _) = caller else { throw .forbidden("This needs a program's key.") }
      return id
    }
  }
}

extension Call {
  /// Who calls, for the audit log.
  var actor: String {
    if case .program(_, _, let actor) = caller { actor } else { "" }
  }
}

extension Call {
  /// Whether the caller may do more than read.
  var mayOperate: Bool {
    if case .program(_, let role, _) = caller { role >= .operate } else { false }
  }

  /// Whether the caller may change the program's settings.
  var mayChange: Bool {
    if case .program(_, let role, _) = caller { role >= .admin } else { false }
  }
}

/// Finds out who calls, by the key in `Authorization: Bearer`.
struct Door: Sendable {
  var environment: Environment

  /// The caller of a request, if the operation is open to it.
  func admit(_ request: Request, to endpoint: Endpoint) async throws -> Caller {
    guard let header = request.header(.authorization) else {
      throw Problem.unauthorized("An API key is needed: Authorization: Bearer …")
    }
    let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "bearer", let key = APIKey(String(parts[1])) else {
      throw Problem.unauthorized("The Authorization header has no API key of ours after the word Bearer.")
    }
    let entry = try await environment.database.withConnection { connection in
      try await APIKeys.find(hash: key.hash, in: connection)
    }
    guard let entry, key.matches(hash: entry.hash) else {
      throw Problem.unauthorized("The API key is not known, or was taken back.")
    }
    switch (endpoint.neededRole, entry.program) {
    case (nil, nil): return .admin
    case (.public?, let program?):
      guard entry.role == .public else {
        throw Problem.forbidden("This needs a public key, and the key given is to be kept secret.")
      }
      return .page(program, key: entry.hash)
    case (let needed?, let program?):
      guard entry.role >= needed else {
        throw Problem.forbidden("This needs a key with the role \(needed), and the key given has \(entry.role).")
      }
      return .program(program, entry.role, actor: "\(entry.name) …\(entry.hint)")
    case (nil, .some): throw Problem.forbidden("This needs an admin key, and the key given is a program's.")
    case (.some, nil): throw Problem.forbidden("This needs a program's key, and the key given is an admin key.")
    }
  }
}
