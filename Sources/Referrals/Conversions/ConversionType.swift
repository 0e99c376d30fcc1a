/// What a customer did.
package enum ConversionType: String, CaseIterable, Codable, Sendable {
  /// Showed interest: the first step that has a name to it.
  case lead
  /// Made an account.
  case signup
  /// Bought.
  case sale
  /// Paid again for what goes on.
  case renewal
}
