import Postgres
import Records
import Referrals

/// What people know a sale by, and deliveries write in their own ways: an order's number, a payment's id.
enum BusinessKey {
  /// The values that stand in the bodies of deliveries that speak of what goes by this key, besides the key itself.
  static func values(of key: String, program: Program.ID, in connection: Connection) async throws -> [String] {
    let conversion = try await ConversionKeys.find([key], program: program, in: connection)
    let names = Set([key, conversion].compactMap(\.self))
    return Set(names.flatMap { [$0, number(of: $0)].compactMap(\.self) }).subtracting([key]).sorted()
  }

  /// The shop's own number in a key that we have made of it.
  private static func number(of key: String) -> String? {
    guard ["shopify-", "woocommerce-"].contains(where: key.hasPrefix) else { return nil }
    return key.split(separator: "-").last.map(String.init)
  }
}
