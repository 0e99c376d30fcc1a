package import Postgres
package import Referrals

extension Programs {
  /// The program of an id, held until the transaction ends, for one who is going to change it.
  package static func hold(_ id: Program.ID, in connection: Connection) async throws -> Program? {
    try await connection.query("SELECT * FROM programs WHERE program_id = \(id) FOR NO KEY UPDATE")
      .first.map(Program.init(row:))
  }

  /// Writes a program as it is to be from now on; its currency stays.
  package static func update(_ program: Program, in connection: Connection) async throws {
    let attribution = program.attribution
    try await connection.execute(
      """
      UPDATE programs SET name = \(program.name), destination = \(program.destination), model = \(attribution.model),
        window_days = \(attribution.windowDays), half_life_days = \(attribution.halfLifeDays),
        position_first = \(attribution.position.first), position_last = \(attribution.position.last),
        chain_share = \(attribution.chainShare), renewal_months = \(attribution.renewalMonths),
        exposure_hops = \(attribution.exposureHops), exposure_weight = \(attribution.exposureWeight),
        exposure_share = \(attribution.exposureShare), preview_title = \(program.preview?.title),
        preview_description = \(program.preview?.description), preview_image = \(program.preview?.image),
        joining = \(program.joining.rawValue), share_text = \(program.shareText?.text),
        share_subject = \(program.shareSubject?.text)
      WHERE program_id = \(program.id)
      """)
  }
}
