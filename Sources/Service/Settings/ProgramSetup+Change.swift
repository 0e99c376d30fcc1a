import Postgres
import Records
import Referrals
import StrictJSON

extension ProgramSetup {
  /// Changes a program by the fields `name`, `destination`, `attribution`, `preview`, `joining`, `share_text` and
  /// `share_subject`; those that are not there stay. Attribution takes effect in reports by a recount.
  static func change(_ fields: Fields, environment: Environment, by author: Author) async throws -> Program {
    let now = environment.now()
    return try await environment.database.transaction { connection in
      guard let old = try await Programs.hold(author.program, in: connection) else {
        throw Problem.notFound("such program")
      }
      var fields = fields
      var program = old
      if let name = try fields.optionalText("name", limit: Limits.name) { program.name = name }
      if let destination = try fields.optionalDestination("destination") { program.destination = destination }
      if var given = try fields.optionalObject("attribution") {
        program.attribution = try given.attribution(changing: old.attribution)
        try given.end()
      }
      if fields.mentions("preview") {
        program.preview = nil
        if var given = try fields.optionalObject("preview") {
          program.preview = try given.preview()
          try given.end()
        }
      }
      try fields.advocacy(of: &program)
      try fields.end()
      let changes = Changes.between(old.settings, program.settings)
      guard !changes.isEmpty else { return old }
      try await Programs.update(program, in: connection)
      try await author.record("program.changed", program.name, .object(changes), at: now, in: connection)
      return program
    }
  }
}

extension Fields {
  /// Takes in how a program meets its advocates: the fields `joining`, `share_text` and `share_subject`, where they are
  /// there.
  mutating func advocacy(of program: inout Program) throws(Problem) {
    if let joining = try optionalChoice("joining", as: Joining.self) { program.joining = joining }
    if mentions("share_text") { program.shareText = try optionalShareText("share_text") }
    if mentions("share_subject") { program.shareSubject = try optionalShareSubject("share_subject") }
  }
}

extension Program {
  /// How it meets its advocates, as the API has it.
  var advocacy: [JSON.Member] {
    [
      .init(name: "joining", value: .string(joining.rawValue)),
      .init(name: "share_text", value: .text(shareText?.text)),
      .init(name: "share_subject", value: .text(shareSubject?.text)),
    ]
  }

  /// What can be changed of it, each by its name.
  fileprivate var settings: [JSON.Member] {
    [
      .init(name: "name", value: .string(name)), .init(name: "destination", value: .string(destination)),
      .init(name: "preview", value: preview?.json ?? .null),
    ] + advocacy + attribution.members
  }
}
