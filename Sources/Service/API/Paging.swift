import HTTPServer
import Referrals
import StrictJSON

/// Which page of a list is asked for. Lists are newest first, and ids are in the order of time.
struct Paging<Entity>: Sendable {
  /// How many to return.
  let limit: Int
  /// Below which id.
  let before: Identifier<Entity>?

  /// From the query's `limit` and `cursor`.
  init(_ query: Query) throws(Problem) {
    limit = try query.integer("limit", in: 1...500) ?? 50
    before = try query.id("cursor")
    // Every id of ours has its time in it, and lists are in its order.
    if let before, before.timestamp == nil { throw Query.invalid("cursor", "must be the next_cursor of a page.") }
  }

  /// The page as it is answered: one more than asked for was loaded, and says whether there is a next page.
  func page<Element>(_ loaded: [Element], id: (Element) -> Identifier<Entity>, _ json: (Element) -> JSON) -> JSON {
    let shown = loaded.prefix(limit)
    let next = loaded.count > limit ? shown.last.map { id($0).description } : nil
    return .object(["data": .array(shown.map(json)), "next_cursor": .text(next)])
  }
}
