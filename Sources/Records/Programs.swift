package import Postgres
package import Referrals

/// The programs: who the tenants are.
package enum Programs {
  /// Stores a program.
  package static func insert(_ program: Program, in connection: Connection) async throws {
    let attribution = program.attribution
    try await connection.execute(
      """
      INSERT INTO programs (program_id, name, currency, destination, model, window_days, half_life_days, position_first,
        position_last, chain_share, renewal_months, exposure_hops, exposure_weight, exposure_share,
        preview_title, preview_description, preview_image, joining, share_text, share_subject, created_at)
      VALUES (\(program.id), \(program.name), \(program.currency.code), \(program.destination), \(attribution.model),
        \(attribution.windowDays), \(attribution.halfLifeDays), \(attribution.position.first),
        \(attribution.position.last), \(attribution.chainShare), \(attribution.renewalMonths), \(attribution.exposureHops),
        \(attribution.exposureWeight), \(attribution.exposureShare), \(program.preview?.title),
        \(program.preview?.description), \(program.preview?.image), \(program.joining.rawValue),
        \(program.shareText?.text), \(program.shareSubject?.text), \(program.createdAt))
      """)
  }

  /// The program of an id, if there.
  package static func find(_ id: Program.ID, in connection: Connection) async throws -> Program? {
    try await connection.query("SELECT * FROM programs WHERE program_id = \(id)").first.map(Program.init(row:))
  }

  /// Every program, oldest first.
  package static func all(in connection: Connection) async throws -> [Program] {
    try await connection.query("SELECT * FROM programs ORDER BY created_at, program_id").map(Program.init(row:))
  }

  /// Lets no conversion in and no other run begin until the transaction ends: whoever stores a conversion holds a share
  /// of its program through the foreign key.
  package static func lock(_ id: Program.ID, in connection: Connection) async throws {
    try await connection.query("SELECT FROM programs WHERE program_id = \(id) FOR UPDATE")
  }
}

extension Program {
  init(row: Row) throws {
    self.init(
      id: try row.decode("program_id"), name: try row.decode("name"), currency: try row.decode("currency"),
      destination: try row.decode("destination"), attribution: try AttributionSettings(row: row),
      preview: try row.decode("preview_title", as: String?.self).map { title in
        LinkPreview(
          title: title, description: try row.decode("preview_description"), image: try row.decode("preview_image"))
      }, joining: Joining(rawValue: try row.decode("joining")) ?? .closed,
      shareText: try row.decode("share_text", as: String?.self).map(ShareWords.init),
      shareSubject: try row.decode("share_subject", as: String?.self).map(ShareWords.init),
      createdAt: try row.decode("created_at"))
  }
}
