package import Postgres
import Records
package import Referrals

/// Where to look in the sample program, without the service's own address.
package struct SampleAddresses: Sendable {
  /// Ada's link: the first that was made; nil where there is none.
  package let link: String?
  /// Ada's own page, under a signed address; nil where she has left.
  package let portal: String?
  /// Where one becomes an advocate.
  package let join: String

  /// Those of the program as it is now.
  package init(of program: Program.ID, in connection: Connection) async throws {
    let first = try await Links.first(program: program, in: connection)
    var portal: String?
    if let first, let advocate = try await Advocates.find(first.advocate, program: program, in: connection),
      !advocate.isErased
    {
      portal = try await PortalAddresses(of: program, at: PublicAddress(""), in: connection).path(of: advocate)
    }
    link = first.map { "/r/\($0.code.path)" }
    self.portal = portal
    join = "/join/\(program)"
  }
}
