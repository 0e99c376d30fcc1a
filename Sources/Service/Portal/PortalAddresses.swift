import Postgres
import Records
import Referrals

/// The addresses of the own pages of a program's advocates.
struct PortalAddresses: Sendable {
  private let program: Program.ID
  private let address: PublicAddress
  private let key: [UInt8]

  /// Those of a program, with the key from the database.
  init(of program: Program.ID, at address: PublicAddress, in connection: Connection) async throws {
    self.program = program
    self.address = address
    key = try await Portals.key(of: program, in: connection)
  }

  /// Where an advocate's page is.
  func url(of advocate: Advocate) -> String { "\(address.url)\(path(of: advocate))" }

  /// The same without the service's own address.
  func path(of advocate: Advocate) -> String {
    "/a/\(PortalToken(of: advocate.id, version: advocate.portalVersion, program: program, key: key).text)"
  }
}
