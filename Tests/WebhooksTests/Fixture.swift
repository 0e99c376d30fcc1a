import Foundation
import Referrals
import StrictJSON

@testable import Webhooks

/// A body as its provider sends it: a file under Fixtures, named after its type; what follows a plus sign tells apart
/// several of one type.
struct Fixture: Sendable, CustomStringConvertible {
  var provider: String
  var name: String
  var body: [UInt8]

  var description: String { "\(provider)/\(name)" }

  /// The type, or the topic.
  var type: String { String(name.prefix { $0 != "+" }) }

  init(_ provider: String, _ name: String) throws {
    self.provider = provider
    self.name = name
    body = Array(try Data(contentsOf: Self.folder.appendingPathComponent("\(provider)/\(name).json")))
  }

  /// Every file of a provider.
  static func all(of provider: String) throws -> [Fixture] {
    let folder = folder.appendingPathComponent(provider)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".json") }.sorted().map { try Fixture(provider, String($0.dropLast(5))) }
  }

  /// Every file of every provider.
  static let all: [Fixture] = (try? Providers.all.flatMap { try all(of: $0.name) }) ?? []

  private static let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")
}

extension Fixture {
  /// The program that the click ids in the files belong to.
  static let program = Program.ID("01980b5e-7c1a-7d3e-9f00-0123456789ab")!
  /// A click of it.
  static let click = Click.ID("019ca8f2-6d40-7c21-9b0e-5f2a77149eef")!
  /// When everything is read.
  static let now = Timestamp("2026-05-01T00:00:00Z")!

  /// Whom it is read for.
  static let recipient = Recipient(program: program, namespace: "s1", receivedAt: now)

  /// What it says, with the header fields that reading needs.
  func read(for recipient: Recipient = Self.recipient) throws(Rejection) -> IncomingEvent {
    let delivery = RawDelivery(
      headers: [("X-Shopify-Topic", type), ("X-WC-Webhook-Topic", type), ("webhook-id", "msg_1")], body: body)
    return try Providers.named(provider)!.read(delivery, for: recipient)
  }

  /// The one thing that it means.
  func meaning() throws -> Meaning { try read().meanings[0] }

  /// The same with a value put in place of what is at a path, such as `data.object.amount_total` or `refunds.0.total`;
  /// with none, the member is taken out.
  func changing(_ path: String, to value: JSON?) throws -> Fixture {
    var changed = self
    let names = path.split(separator: ".").map(String.init)
    changed.body = Self.changing(try JSON(parsing: body), names[...], to: value).bytes
    return changed
  }

  private static func changing(_ json: JSON, _ path: ArraySlice<String>, to value: JSON?) -> JSON {
    guard let name = path.first else { return value ?? .null }
    let rest = path.dropFirst()
    switch json {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.name == name }) else {
        return .object(members + [.init(name: name, value: changing(.null, rest, to: value))])
      }
      if rest.isEmpty, value == nil {
        members.remove(at: index)
      } else {
        members[index].value = changing(members[index].value, rest, to: value)
      }
      return .object(members)
    case .array(var elements):
      guard let index = Int(name), elements.indices.contains(index) else { return json }
      elements[index] = changing(elements[index], rest, to: value)
      return .array(elements)
    default: return .object([.init(name: name, value: changing(.null, rest, to: value))])
    }
  }
}
