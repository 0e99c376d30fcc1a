import HTTPServer
import HTTPTypes
import Pages
import Postgres
import Records
import Referrals

/// What social networks are shown of links, where a program wants that.
struct LinkPreviews: Sendable {
  var pool: Pool
  var address: PublicAddress

  /// The page of a link. Nil where its program has none, and where that can't be said now: networks are then sent on.
  func page(of program: Program.ID, _ code: String) async -> Response? {
    guard let preview = try? await pool.withConnection({ try await Programs.find(program, in: $0) })?.preview else {
      return nil
    }
    let link = "\(address.url)/r/\(Referrals.PercentEncoding.encode(code, keeping: .path))"
    return .page(PreviewPage(preview, link: link).html)
  }
}
